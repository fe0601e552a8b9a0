# The official client delivers the runs of a file, as a Python user would: create, log_batch, log_artifact, set_terminated.
import json, os, sys, tempfile, time

os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true", MLFLOW_ENABLE_ASYNC_LOGGING="false")
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag

uri, path, experiment = sys.argv[1:4]
runs = json.load(open(path))
client = MlflowClient(uri)
folder = tempfile.mkdtemp()
start = time.perf_counter()
place = client.create_experiment(experiment)
for run in runs:
    made = client.create_run(place, run["started"], run["tags"], run["name"]).info.run_id
    metrics = [Metric(m["key"], m["value"], m["timestamp"], m["step"]) for m in run["metrics"]]
    client.log_batch(made, metrics, [Param(k, v) for k, v in run["params"].items()], [])
    for artifact in run["artifacts"]:
        file = os.path.join(folder, artifact["path"])
        with open(file, "w") as out:
            out.write(artifact["source"]["text"])
        client.log_artifact(made, file)
    client.set_terminated(made, run["status"], run["ended"])
print(time.perf_counter() - start)
