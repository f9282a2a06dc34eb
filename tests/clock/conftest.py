from tests.demo.played import _worker_demo, demo_template, played_demo

__all__ = ["_worker_demo", "demo_template", "played_demo"]
