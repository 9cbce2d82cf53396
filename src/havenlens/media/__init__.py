"""Video and sound: probing, frame indexes, exact frames and clips."""
