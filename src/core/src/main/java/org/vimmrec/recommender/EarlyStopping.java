package org.vimmrec.recommender;

/** Keeps the best model of a training, and ends the training when several validations in a row bring no improvement. */
final class EarlyStopping {
    private final int patience;
    private Scorer best;
    private double highest = Double.NEGATIVE_INFINITY;
    private int validationsWithoutImprovement;

    /** @param patience how many validations in a row without an improvement end the training */
    EarlyStopping(int patience) {
        this.patience = patience;
    }

    /** Takes a model and its value in the validation into account. */
    void add(Scorer model, double value) {
        validationsWithoutImprovement++;
        if (value > highest) {
            highest = value;
            best = model;
            validationsWithoutImprovement = 0;
        }
    }

    /** Whether to end the training. */
    boolean shouldStop() {
        return validationsWithoutImprovement >= patience;
    }

    /** The model with the highest value; null before the first validation. */
    Scorer best() {
        return best;
    }
}
