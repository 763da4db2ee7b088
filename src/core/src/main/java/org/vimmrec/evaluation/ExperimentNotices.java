package org.vimmrec.evaluation;

import java.util.ArrayList;
import java.util.List;

/** Collects what a reader of an experiment's result must know about the data. */
final class ExperimentNotices {
    /**
     * Fewer interactions than this make a recall uncertain by a tenth of it or more, even if half of them are found.
     */
    private static final int FEW = 100;

    private int coldUsers;
    private int coldTestUsers;
    private int tiedUsers;
    private int leftOut;
    private int heldOut;
    private int coldValidation;
    private int coldTest;

    /** Takes the cold items into account that a variant is selected by. */
    void addColdInteractions(int validation, int test) {
        coldValidation += validation;
        coldTest += test;
    }

    /** Takes into account what a split loses that must not be proposed. Of several splits, the last one counts. */
    void addLeftOut(Split all, Split found) {
        heldOut = all.validation().total() + all.test().total();
        leftOut = heldOut - found.validation().total() - found.test().total();
    }

    /** Takes a split into account. Of several splits, the last one's cold users count. */
    void add(Split split) {
        coldUsers = split.coldUsers(split.validation(), split.test());
        coldTestUsers = split.coldUsers(split.test());
        tiedUsers = Math.max(tiedUsers, split.tiedUsers());
    }

    List<String> list(ExperimentParameters parameters, Augmentation augmentation) {
        List<String> notices = new ArrayList<>();
        for (ModalityEmbeddings modality : augmentation.modalitiesWithoutNeighbours()) {
            notices.add(
                    ("No two items have a similarity above %s (`similarityCutoff`) in modality [%s], so its weight is 0."
                                    + " Lower the cutoff, or check that [%s] holds embeddings.")
                            .formatted(parameters.similarityCutoff().spelling(), modality.name(), modality.property()));
        }
        if (!augmentation.isPossible()) {
            notices.add(
                    "No modality has similar items, so there are no virtual interactions: only baselines are shown.");
        }
        notices.addAll(augmentation.recallNotices());
        if (coldUsers > 0) {
            notices.add(
                    ("Cold users: %s with held-out interactions, %d of them in the test, %s no training interaction. Cold users"
                                    + " do not count in the metrics; in `recallByInteractions`, those in the test are the group from 0 to 0.")
                            .formatted(users(coldUsers), coldTestUsers, coldUsers == 1 ? "has" : "have"));
        }
        if (leftOut > 0) {
            notices.add(("Not proposed: %d of %d held-out interactions are with items that must not be proposed"
                            + " (`candidateLabel`, `candidateProperty`). They are left out of what is to be found.")
                    .formatted(leftOut, heldOut));
        }
        if (tiedUsers > 0) {
            notices.add(("Equal times: of %s, interactions with the same value of [%s] were divided between training,"
                            + " validation and test. The seed decided which are held out.")
                    .formatted(users(tiedUsers), parameters.split().property()));
        }
        if (parameters.goal().objective() == Objective.COLD_RECALL && Math.min(coldValidation, coldTest) < FEW) {
            notices.add(
                    ("Few cold items: only %d validation and %d test interactions are with items that have no training"
                                    + " interaction, so only large differences are better than chance. Raise `coldItemFraction`, or use more"
                                    + " seeds or a split of your own.")
                            .formatted(coldValidation, coldTest));
        }
        return notices;
    }

    private static String users(int count) {
        return count == 1 ? "1 user" : count + " users";
    }
}
