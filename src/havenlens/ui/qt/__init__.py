"""What the desktop app needs of Qt: jobs, keys, the bridge from services to views, errors."""
