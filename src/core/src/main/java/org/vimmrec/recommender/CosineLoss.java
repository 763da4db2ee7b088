package org.vimmrec.recommender;

/** The loss {@code 1 - cos(x, target)}; 1 if one of them is zero. */
final class CosineLoss {

    private CosineLoss() {}

    /** Adds {@code weight} times the gradient of the loss by {@code x}: {@code (cos x / |x| - t / |t|) / |x|}. */
    static void addGradient(float[] x, float[] target, float[] gradient, float weight) {
        double xx = Vectors.dot(x, x);
        double tt = Vectors.dot(target, target);
        if (xx == 0 || tt == 0) {
            return;
        }
        double cosine = Vectors.dot(x, target) / Math.sqrt(xx * tt);
        Vectors.addScaled(gradient, x, (float) (weight * cosine / xx));
        Vectors.addScaled(gradient, target, (float) (-weight / Math.sqrt(xx * tt)));
    }
}
