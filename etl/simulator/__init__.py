"""The demo bureau: writes source systems, never the warehouse. Everything in it is invented or assumed."""

from etl.simulator.simulation import SimulationError, SimulationReport, simulate

__all__ = ["SimulationError", "SimulationReport", "simulate"]
