"""Calibration in the Agree workspace: who may code, who drifts, what is coded twice, and the mirror."""
