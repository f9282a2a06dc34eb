from tests.demo.played import _worker_demo, demo_template, own_demo  # noqa: F401
