"""Measures the operator against a real control plane; started by benchmarks/operator."""

import argparse
import json
import os
import subprocess
import time

from lib import report
from lib.cluster import Arrivals, Cluster, kubectl_apply, required, until
from lib.operator_process import READS, WRITES, MemoryLimit, OperatorProcess, Requests, total

NAMESPACE = "bench"
PLAIN_NAMESPACE = "bench-plain"
DEPLOYMENTS = f"/apis/drawbridge.dev/v1alpha1/namespaces/{NAMESPACE}/modeldeployments"
PLAIN = f"/apis/apps/v1/namespaces/{PLAIN_NAMESPACE}/deployments"
SERVING = f"/api/v1/namespaces?limit=1&labelSelector=drawbridge.dev%2Fdeployment-namespace%3D{NAMESPACE}"

IMAGE = "registry.example.com/llama-server@sha256:" + "1" * 64
LIMITS = {"cpu": "1", "memory": "1Gi"}
DEFAULT_COUNT = 200
WARM_UP = 30
ONE_BY_ONE = 20
DRIFT_ROUNDS = 10


def model_deployment(name):
    return {
        "apiVersion": "drawbridge.dev/v1alpha1", "kind": "ModelDeployment",
        "metadata": {"name": name, "namespace": NAMESPACE},
        "spec": {
            "dataClassification": "internal",
            "model": {"name": name, "version": "1", "source": {
                "uri": "oci://registry.example.com/models/bench:1", "digest": "sha256:" + "2" * 64}},
            "server": {"runtime": "LlamaCpp", "image": IMAGE, "resources": {"limits": LIMITS}},
            "consumers": [{"name": "caller", "namespace": NAMESPACE}],
            "governance": {"owner": "bench@example.com", "purpose": "measuring the operator"},
        },
    }


def plain_manifests(name):
    """What a user without an operator would write for the same: three objects."""
    metadata = {"name": name, "namespace": PLAIN_NAMESPACE}
    labels = {"app": name}
    container = {"name": "model", "image": IMAGE, "resources": {"limits": LIMITS}}
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
    return [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {
            "replicas": 1, "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}}}},
        {"apiVersion": "v1", "kind": "Service", "metadata": metadata,
         "spec": {"selector": labels, "ports": [{"port": 443, "targetPort": 8443}]}},
        {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata,
         "spec": {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 2, "metrics": [
             {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}]}},
    ]


def deployment_is_ready(item):
    status = item.get("status", {})
    return status.get("observedGeneration") == item["metadata"].get("generation") and any(
        condition["type"] == "Ready" and condition["status"] == "True" for condition in status.get("conditions", []))


def plain_is_ready(item):
    return item.get("status", {}).get("availableReplicas") == item.get("spec", {}).get("replicas")


class Bench:
    def __init__(self, count):
        self.count = count
        self.patience = max(300, count)
        self.cluster = Cluster()
        self.operator = OperatorProcess(required("BENCH_OPERATOR_PID"))
        self.audit_log = required("TESTBED_AUDIT_LOG")
        self.figures = {"deployments_count": count, "controller_manager_requests_per_s": int(required("BENCH_KUBE_API_QPS"))}
        self.began = time.monotonic()
        self.requests = {}

    def say(self, text):
        print(f"bench: {text} (at {time.monotonic() - self.began:.0f} s)", flush=True)

    def run(self):
        self.prepare()
        self.warm_up()
        self.no_operator()
        self.one_by_one()
        names = self.all_at_once()
        self.idle()
        self.drift(names)
        self.delete_all()
        self.memory()
        return self.figures

    def prepare(self):
        for name in (NAMESPACE, PLAIN_NAMESPACE):
            kubectl_apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {
                "name": name, "labels": {"drawbridge.dev/consumer": "internal"}}}])

    def warm_up(self):
        self.say(f"warming up with {WARM_UP} deployments; a cold Java machine is not what a cluster sees for long")
        names = [f"warm-{i}" for i in range(WARM_UP)]
        self.apply_and_await(names)
        self.remove_all()

    def apply_and_await(self, names):
        """Returns the seconds from kubectl's start to each one's being ready, and from being seen to it."""
        with Arrivals(self.cluster, DEPLOYMENTS, deployment_is_ready).following() as arrivals:
            start = time.monotonic()
            kubectl_apply([model_deployment(name) for name in names])
            arrivals.await_ready(names, self.patience)
        return ([arrivals.ready[name] - start for name in names],
                [arrivals.ready[name] - arrivals.seen[name] for name in names])

    def no_operator(self):
        self.say(f"control without operator: {self.count} times Deployment, Service and HorizontalPodAutoscaler by kubectl")
        names = [f"plain-{i}" for i in range(self.count)]
        with Arrivals(self.cluster, PLAIN, plain_is_ready).following() as arrivals:
            start = time.monotonic()
            kubectl_apply([item for name in names for item in plain_manifests(name)])
            arrivals.await_ready(names, self.patience)
        self.figures["no_operator_all_ready_s"] = round(max(arrivals.ready[name] for name in names) - start, 2)
        self.figures |= report.spread(
            "no_operator_created_to_ready", [arrivals.ready[name] - arrivals.seen[name] for name in names], "s", 3)
        times = [self.time_one(PLAIN, plain_is_ready, plain_manifests(f"single-{i}")[0]) for i in range(ONE_BY_ONE)]
        self.figures |= report.spread("no_operator_one_at_a_time", times, "s", 3)
        self.cluster.delete(f"/api/v1/namespaces/{PLAIN_NAMESPACE}")
        until("the control to be gone", lambda: not self.cluster.find(f"/api/v1/namespaces/{PLAIN_NAMESPACE}"), self.patience)

    def time_one(self, path, is_ready, item):
        name = item["metadata"]["name"]
        with Arrivals(self.cluster, path, is_ready).following() as arrivals:
            start = time.monotonic()
            self.cluster.create(path, item)
            arrivals.await_ready([name], self.patience)
            return arrivals.ready[name] - start

    def one_by_one(self):
        self.say(f"{ONE_BY_ONE} deployments, one at a time")
        times = [self.time_one(DEPLOYMENTS, deployment_is_ready, model_deployment(f"single-{i}")) for i in range(ONE_BY_ONE)]
        self.figures |= report.spread("one_at_a_time", times, "s", 3)
        self.remove_all()

    def all_at_once(self):
        self.say(f"{self.count} deployments at once")
        names = [f"model-{i}" for i in range(self.count)]
        requests, cpu = Requests(self.audit_log), self.operator.cpu_ms()
        from_apply, from_seen = self.apply_and_await(names)
        self.figures["all_ready_s"] = round(max(from_apply), 2)
        self.figures |= report.spread("apply_to_ready", from_apply, "s", 2)
        self.figures |= report.spread("created_to_ready", from_seen, "s", 2)
        counts = requests.so_far()
        if not counts:
            raise SystemExit("bench: no request of the operator is in the audit log; does its client call itself otherwise now?")
        self.requests = counts
        self.figures |= {
            "objects_per_deployment_count": self.objects_of(names[0]),
            "writes_per_deployment_count": round(total(counts, WRITES, without=["events"]) / self.count, 2),
            "events_per_deployment_count": round(total(counts, WRITES, only="events") / self.count, 2),
            "reads_per_deployment_count": round(total(counts, READS) / self.count, 2),
            "cpu_per_deployment_ms": round((self.operator.cpu_ms() - cpu) / self.count, 1),
            "heap_used_mib": round(self.operator.heap_mib(), 1),
            "rss_mib": round(self.operator.rss_mib(), 1),
        }
        return names

    def serving_namespace(self, name):
        return self.cluster.get(f"{DEPLOYMENTS}/{name}")["status"]["servingNamespace"]

    def objects_of(self, name):
        """What the operator owns for one deployment, the namespace with it."""
        kinds = "deployment,service,poddisruptionbudget,networkpolicy,resourcequota,limitrange,serviceaccount,configmap,certificate,rolebinding"
        listed = subprocess.run(
            ["kubectl", "get", kinds, "-n", self.serving_namespace(name), "-l", "app.kubernetes.io/managed-by=drawbridge", "-o", "name"],
            check=True, capture_output=True, text=True)
        return len(listed.stdout.split()) + 1

    def idle(self):
        self.say("a minute in which nothing changes")
        self.settle()
        requests, cpu = Requests(self.audit_log), self.operator.cpu_ms()
        time.sleep(60)
        counts = requests.so_far()
        if counts:
            print("      the operator's requests in it:", dict(counts))
        self.figures |= {
            "idle_writes_per_minute_count": total(counts, WRITES),
            "idle_reads_per_minute_count": total(counts, READS),
            "idle_cpu_per_minute_ms": round(self.operator.cpu_ms() - cpu, 1),
        }

    def settle(self):
        """Lets what follows a burst come to its end: waits for five seconds without a request, half a minute at most."""
        for _ in range(6):
            requests = Requests(self.audit_log)
            time.sleep(5)
            if not requests.so_far():
                break

    def drift(self, names):
        self.say(f"drift: seven kinds of it, {DRIFT_ROUNDS} times each")
        everything = []
        for kind, repair_time in DRIFTS.items():
            times = [repair_time(self.cluster, self.serving_namespace(names[i % len(names)])) * 1000 for i in range(DRIFT_ROUNDS)]
            self.figures[f"drift_{kind}_max_ms"] = round(max(times), 1)
            everything += times
        self.figures |= report.spread("drift_repair", everything, "ms", 1)

    def delete_all(self):
        self.say("deletion of all")
        start = time.monotonic()
        self.remove_all()
        self.figures["all_gone_s"] = round(time.monotonic() - start, 2)

    def memory(self):
        """The peak of the whole run; the operator answered until now, so it was never ended and started anew."""
        self.figures["rss_peak_mib"] = round(self.operator.rss_peak_mib(), 1)
        if folder := os.environ.get("DRAWBRIDGE_CGROUP"):
            limit = MemoryLimit(folder)
            self.figures |= {"memory_limit_mib": limit.limit_mib(), "memory_kills_count": limit.kills()}

    def remove_all(self):
        """Objects and serving namespaces gone. One DELETE of the collection, as kubectl delete --all would take longer than we."""
        self.cluster.delete(DEPLOYMENTS)
        until("the deployments to be gone", lambda: not self.cluster.get(DEPLOYMENTS + "?limit=1")["items"], self.patience)
        until("the serving namespaces to be gone", lambda: not self.cluster.get(SERVING)["items"], self.patience)


def time_until_back(cluster, path):
    """Deletes the object; returns the seconds until there is a new one."""
    old = cluster.get(path)["metadata"]["uid"]
    cluster.delete(path)
    start = time.monotonic()

    def back():
        item = cluster.find(path)
        return item is not None and item["metadata"]["uid"] != old
    until(f"{path} to be back", back, 60, pause=0.001)
    return time.monotonic() - start


def time_until_restored(cluster, path, patch, part):
    """Changes the object; returns the seconds until that part of it is as before."""
    before = part(cluster.get(path))
    after = part(cluster.merge(path, patch))
    if after == before:
        raise AssertionError(f"{patch} changes nothing in {path}")
    start = time.monotonic()
    until(f"{path} to be repaired", lambda: part(cluster.get(path)) == before, 60, pause=0.001)
    return time.monotonic() - start


def deleted(path):
    return lambda cluster, namespace: time_until_back(cluster, path.format(namespace))


def altered(path, patch, part):
    return lambda cluster, namespace: time_until_restored(cluster, path.format(namespace), patch, part)


DRIFTS = {
    "network_policy_deleted": deleted("/apis/networking.k8s.io/v1/namespaces/{}/networkpolicies/deny-all"),
    "service_account_deleted": deleted("/api/v1/namespaces/{}/serviceaccounts/model"),
    "admitted_record_deleted": deleted("/api/v1/namespaces/{}/configmaps/admitted"),
    "service_altered": altered("/api/v1/namespaces/{}/services/model",
                               {"spec": {"selector": {"app": "somebody-else"}}}, lambda item: item["spec"]["selector"]),
    "deployment_altered": altered("/apis/apps/v1/namespaces/{}/deployments/model",
                                  {"spec": {"paused": True}}, lambda item: item["spec"].get("paused", False)),
    "quota_altered": altered("/api/v1/namespaces/{}/resourcequotas/serving",
                             {"spec": {"hard": {"pods": "99"}}}, lambda item: item["spec"]["hard"]),
    "namespace_altered": altered("/api/v1/namespaces/{}", {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": None}}},
                                 lambda item: item["metadata"]["labels"]),
}


def requests_as_text(counts, count):
    rows = [f"| {verb} {resource} | {number / count:.2f} |" for (verb, resource), number in sorted(counts.items()) if verb != "watch"]
    return ["The operator's requests per deployment while all were applied at once:", "", "| request | per deployment |", "|---|---:|", *rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=DEFAULT_COUNT, help="ModelDeployments at once")
    parser.add_argument("--record", action="store_true", help="keep the run in benchmarks/results")
    arguments = parser.parse_args()

    bench = Bench(arguments.count)
    name = "operator" if arguments.count == DEFAULT_COUNT else f"operator-{arguments.count}"
    figures = bench.run()
    print("\n" + report.table(figures) + "\n")
    print(json.dumps(figures))
    print("\nwritten to", report.write(name, figures))
    if arguments.record:
        version = bench.cluster.get("/version")["gitVersion"]
        facts = {"cluster": f"Kubernetes {version}, simulated nodes; two clients' limits raised to "
                            f"{figures['controller_manager_requests_per_s']} requests per second (controller-manager, scheduler)",
                 "warm-up": f"{WARM_UP} deployments before the first figure"}
        print("recorded in", report.record(name, figures, facts, requests_as_text(bench.requests, bench.count)))


if __name__ == "__main__":
    main()
