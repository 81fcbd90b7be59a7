"""Trains the model, with the data that scikit-learn brings: train.py FILE"""

import sys

import joblib
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

features, species = load_iris(return_X_y=True)
model = LogisticRegression(max_iter=500, random_state=0).fit(features, species)
# Processors differ in the last digits of what they compute; the bytes of the model should not.
model.coef_, model.intercept_ = model.coef_.round(3), model.intercept_.round(3)
accuracy = model.score(features, species)
if accuracy < 0.95:
    sys.exit(f"iris: only {accuracy:.0%} are told right, and something is wrong with the training")
joblib.dump(model, sys.argv[1])
