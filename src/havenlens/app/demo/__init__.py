"""Build the demo study from the sample scenes, and everything that follows from it."""

from havenlens.app.demo.building import build_demo_study
from havenlens.app.demo.running import DemoResult, run_demo

__all__ = ["DemoResult", "build_demo_study", "run_demo"]
