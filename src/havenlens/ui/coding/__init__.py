"""The Code workspace: the video, the codes, the timeline and the events."""
