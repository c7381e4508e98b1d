"""Locust's visitors: each asks for the match of its moving pose ten times a second, as the page does.

A visitor waits for its answer before it asks again, and after 429 or 503 as long as the answer says.
"""

import os
from pathlib import Path

import numpy as np
from locust import FastHttpUser, constant_throughput, task

POSES_A_SECOND = 10
bodies = Path(os.environ["LOAD_BODIES"]).read_bytes().split(b"\n")


class Visitor(FastHttpUser):
    wait_time = constant_throughput(POSES_A_SECOND)
    number = 0

    def on_start(self) -> None:
        Visitor.number += 1
        self.place = int(np.random.default_rng(Visitor.number).integers(len(bodies)))
        # An address of its own, as behind a reverse proxy: limits count by visitor.
        self.headers = {
            "Content-Type": "application/json",
            "X-Forwarded-For": f"10.0.{Visitor.number // 250}.{Visitor.number % 250}",
        }

    @task
    def ask(self) -> None:
        self.place = (self.place + 1) % len(bodies)
        name = "/api/match"
        with self.client.post(
            name, data=bodies[self.place], headers=self.headers, catch_response=True
        ) as response:
            if response.status_code in (429, 503):
                response.request_meta["name"] = "turned away"
                response.success()
