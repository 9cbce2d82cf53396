"""Coaching: cycles and their steps, clips and prompts, what is sent and what comes back."""
