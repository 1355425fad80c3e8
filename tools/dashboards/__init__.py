"""Grafana's dashboards, written from the metric definitions."""
