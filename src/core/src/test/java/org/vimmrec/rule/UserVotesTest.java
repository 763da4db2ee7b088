package org.vimmrec.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vimmrec.rule.InteractionWeigher.Verdict;
import org.vimmrec.sparse.Interactions;

class UserVotesTest {
    private static InteractionRules rules(InteractionTimes times) {
        return new InteractionRules(
                List.of("BOUGHT"), Map.of(), "stars", 2, times, List.of("RETURNED"), List.of("DISLIKED"));
    }

    private static InteractionTimes decay(boolean relative) {
        return new InteractionTimes("at", false, 5, 10, 30, relative);
    }

    /** A relationship whose values must not be asked for unless they are given. */
    private record Given(String type, Object weight, Object time) implements InteractionWeigher.Source {
        private static final Object UNNEEDED = new Object();

        @Override
        public Object weight() {
            assertThat(weight).isNotSameAs(UNNEEDED);
            return weight;
        }

        @Override
        public Object time() {
            assertThat(time).isNotSameAs(UNNEEDED);
            return time;
        }

        @Override
        public String name() {
            return "relationship 7";
        }
    }

    private static Verdict weigh(String type, Object weight, Object time) {
        InteractionRules rules = rules(decay(false));
        return new InteractionWeigher(rules, InteractionWeigher.units(rules)).weigh(0, new Given(type, weight, time));
    }

    @Test
    void shouldAskForValuesThatMatterAlone() {
        assertThat(weigh("BOUGHT", 2, 5)).isEqualTo(Verdict.COUNTS);
        assertThat(weigh("BOUGHT", 1.9, Given.UNNEEDED)).isEqualTo(Verdict.IGNORED);
        assertThat(weigh("BOUGHT", null, Given.UNNEEDED))
                .as("1 without the property")
                .isEqualTo(Verdict.IGNORED);
        assertThat(weigh("BOUGHT", 2, 4.9)).isEqualTo(Verdict.IGNORED);
        assertThat(weigh("DISLIKED", 0.1, 5)).isEqualTo(Verdict.NEGATIVE);
        assertThat(weigh("DISLIKED", 0.1, 4)).isEqualTo(Verdict.EXCLUDED);
        assertThat(weigh("RETURNED", Given.UNNEEDED, Given.UNNEEDED)).isEqualTo(Verdict.EXCLUDED);
        assertThat(weigh("BOUGHT", InteractionWeigher.DELETED, Given.UNNEEDED)).isEqualTo(Verdict.DELETED);
        assertThat(weigh("BOUGHT", 2, InteractionWeigher.DELETED)).isEqualTo(Verdict.DELETED);
        assertThatThrownBy(() -> weigh("BOUGHT", "2", 5))
                .hasMessage("`interactionWeightProperty`: the property [stars] of relationship 7 must be a number above"
                        + " 0, but was of type String.");
        assertThatThrownBy(() -> weigh("BOUGHT", 2, null))
                .hasMessage("`timestampProperty`: the property [at] of relationship 7 must be a number, like"
                        + " `halfLife`, but was missing.");
    }

    private static double[] weights(boolean relative) {
        UserVotes votes = new UserVotes(rules(decay(relative)));
        votes.begin();
        votes.add(4, Verdict.COUNTS, 3, 20);
        votes.add(2, Verdict.COUNTS, 2, 10);
        votes.add(9, Verdict.NEGATIVE, 8, 40); // not the newest interaction
        votes.count(() -> "user 1");
        votes.endUser();
        Interactions all = votes.interactions().withNegatives(votes.negatives(), votes.excluded());
        return new double[] {all.weight(0, 0), all.weight(0, 1), all.negativeWeight(0, 0)};
    }

    @Test
    void shouldHalveWeights() {
        assertThat(weights(false)).containsExactly(0.5, 1.5, 16);
        assertThat(weights(true)).containsExactly(1, 3, 32);
    }

    @Test
    void shouldExcludeWhatIsNoInteraction() {
        UserVotes votes = new UserVotes(rules(null));
        votes.begin();
        votes.add(1, Verdict.EXCLUDED, 0, 0);
        votes.add(2, Verdict.IGNORED, 0, 0);
        votes.add(3, Verdict.NEGATIVE, 5, 0);
        votes.add(4, Verdict.DELETED, 5, 0);
        votes.add(5, Verdict.COUNTS, 5, 0);
        votes.add(5, Verdict.EXCLUDED, 5, 0);
        votes.count(() -> "user 1");
        votes.endUser();
        votes.begin();
        votes.add(6, Verdict.COUNTS, 5, 0);
        votes.endUser(); // was not counted
        Interactions all = votes.interactions().withNegatives(votes.negatives(), votes.excluded());
        assertThat(all.users()).isEqualTo(2);
        assertThat(all.total()).isEqualTo(1);
        assertThat(all.item(0, 0)).isEqualTo(5);
        assertThat(all.negativeCount(0)).isEqualTo(1);
        assertThat(all.negativeItem(0, 0)).isEqualTo(3);
        assertThat(all.excludedCount(0)).isEqualTo(3);
        assertThat(all.excludedItem(0, 2)).isEqualTo(3);
    }

    private static void add(InteractionRules rules, double weight, double time) {
        UserVotes votes = new UserVotes(rules);
        votes.begin();
        votes.add(1, Verdict.COUNTS, weight, time);
        votes.add(2, Verdict.COUNTS, weight, time);
        votes.count(() -> "user 1");
    }

    @Test
    void shouldRefuseInfiniteSums() {
        assertThatThrownBy(() -> add(rules(null), Double.MAX_VALUE, 0))
                .hasMessage("`interactionWeightProperty`: the sum of the property [stars] over the interactions of user"
                        + " 1 is infinite. Divide all weights by the same number.");
        assertThatThrownBy(() -> add(rules(decay(false)), 1, 1e9))
                .hasMessageStartingWith("`asOf`: the interactions of user 1 are so many half-lives newer");
        add(rules(decay(true)), 1, 1e9);
    }

    @Test
    void shouldMergeUnitsOfTimes() {
        TimestampUnits one = new TimestampUnits("timestampProperty", "at");
        one.add(3, "relationship 3", 1_700_000_000);
        TimestampUnits other = new TimestampUnits("timestampProperty", "at");
        other.add(2, "relationship 2", 1_600_000_000L);
        other.add(2, "relationship 1", 0);
        one.merge(other).requireSingle();
        one.add(4, "relationship 4", 1_700_000_000_000L);
        assertThat(one.isNew(5, 1_700_000_000_000L)).isFalse();
        assertThatThrownBy(one::requireSingle)
                .hasMessageContaining("relationship 2 has 1600000000 (a number, probably in seconds since 1970),"
                        + " relationship 4 has 1700000000000 (a number, probably in milliseconds since 1970).");
    }
}
