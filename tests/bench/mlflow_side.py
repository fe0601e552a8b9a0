"""Logs runs with MLflow's own client: `python mlflow_side.py ADDRESS EXPERIMENT RUNS AT_ONCE`; prints what it took as JSON."""
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from mlflow.entities import Metric, Param
from mlflow.tracking import MlflowClient

uri, experiment_id, runs, at_once = sys.argv[1:5]
figure = '<svg xmlns="http://www.w3.org/2000/svg">' + "<path d='M0 0L1 1'/>" * 1000 + "</svg>"
client = MlflowClient(tracking_uri=uri)


def log_run(number, file):
    now = int(time.time() * 1000)
    run_id = client.create_run(experiment_id, start_time=now, run_name=f"cell {number}").info.run_id
    params = [Param(f"p{at}", str(number * at)) for at in range(12)]
    metrics = [Metric("loss", 1 / (step + 1), now + step, step) for step in range(200)]
    client.log_batch(run_id, metrics=metrics, params=params)
    client.log_artifact(run_id, file)
    client.set_terminated(run_id, "FINISHED")


def cpu():
    used = os.times()
    return used.user + used.system


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "figure.svg")
    with open(path, "w") as file:
        file.write(figure)
    before, start = cpu(), time.perf_counter()
    with ThreadPoolExecutor(int(at_once)) as pool:
        list(pool.map(lambda number: log_run(number, path), range(int(runs))))
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "cpu": cpu() - before, "startCpu": before}))
