package org.vimmrec.evaluation;

/**
 * The points in time that divide all interactions into three parts and a gap. Interactions before {@code trainingEnd}
 * are for training, those from {@code validationFrom} on for validation and those from {@code testFrom} on for the
 * test. The gap between training and validation is ignored.
 *
 * @param trainingEnd at most {@code validationFrom}
 * @param validationFrom less than {@code testFrom}
 * @param testFrom in the unit of the interactions' times
 */
public record TimeCuts(double trainingEnd, double validationFrom, double testFrom) {

    /** @throws IllegalArgumentException if the points are not in order */
    public TimeCuts {
        if (!(trainingEnd <= validationFrom && validationFrom < testFrom)) {
            throw new IllegalArgumentException(
                    "%s, %s and %s are not in order".formatted(trainingEnd, validationFrom, testFrom));
        }
    }
}
