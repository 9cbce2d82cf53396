"""Small widgets that every workspace uses."""
