package org.vimmrec.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.ItemLimits;
import org.vimmrec.interaction.Layer;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Interactions and neighbours change after a write. Every user whose row changes must be among the affected ones. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class VirtualChangesPropertyTest {
    private static final int USERS = 20;
    private static final int ITEMS = 15;
    private static final int TOP_K = 3;
    private static final Task TASK = new Task(2, TaskMonitor.NONE);
    private static final IdIndex USER_IDS = ids(USERS, 100);
    private static final IdIndex ITEM_IDS = ids(ITEMS, 7);

    private record State(Interactions interactions, VirtualInteractions edges, ItemLimits limits) {

        VirtualFingerprints fingerprints() {
            return VirtualFingerprints.of(
                    interactions, edges, USER_IDS, ITEM_IDS, limits.identities(ITEM_IDS.ids()), TASK);
        }

        long[] checksums(boolean withValues) {
            SparseRows.Reader reader = edges.limited(limits, "test", TASK).reader();
            long[] checksums = new long[USERS];
            Arrays.setAll(checksums, u -> RowChecksum.of(reader, reader.read(u), ITEM_IDS.ids(), withValues));
            return checksums;
        }

        Manifest manifest() {
            VirtualFingerprints fingerprints = fingerprints();
            return Manifest.planned("VIRTUAL", Manifest.Kind.OVERLAY, Map.of())
                    .written(
                            Map.of(),
                            new Manifest.Entries(USER_IDS.ids(), fingerprints.ofUsers(), checksums(false)),
                            new Manifest.Entries(ITEM_IDS.ids(), fingerprints.ofItems(), new long[ITEMS]),
                            Manifest.Entries.NONE);
        }
    }

    private static IdIndex ids(int count, long first) {
        long[] ids = new long[count];
        Arrays.setAll(ids, n -> first + 2L * n);
        return IdIndex.of(ids);
    }

    private static boolean[][] randomInteractions(SplittableRandom random) {
        boolean[][] interactions = new boolean[USERS][ITEMS];
        for (boolean[] user : interactions) {
            for (int i = 0; i < ITEMS; i++) {
                user[i] = random.nextInt(6) == 0;
            }
        }
        return interactions;
    }

    private static double[][] randomSimilarities(SplittableRandom random) {
        double[][] similarities = new double[ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            similarities[i] = random.doubles(4, 0, 1).map(Math::abs).sorted().toArray();
        }
        return similarities;
    }

    /**
     * @param pairs the interactions, the negative ones, and the excluded pairs
     * @param values by item the value whose items are limited, or a negative number; null for no limit
     */
    private static State state(boolean[][][] pairs, double[][] similarities, EdgeRule rule, int[] values) {
        int[][] neighbours = new int[ITEMS][];
        double[][] scores = new double[ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            double[] ascending = similarities[i];
            neighbours[i] = new int[ascending.length];
            scores[i] = new double[ascending.length];
            for (int n = 0; n < ascending.length; n++) {
                neighbours[i][n] = (i + n + 1) % ITEMS;
                scores[i][n] = ascending[ascending.length - 1 - n];
            }
        }
        double[] factors = new double[ITEMS];
        Arrays.fill(factors, 1);
        boolean[][] barred = new boolean[USERS][ITEMS];
        for (int u = 0; u < USERS; u++) {
            for (int i = 0; i < ITEMS; i++) {
                barred[u][i] = !pairs[0][u][i] && (pairs[1][u][i] || pairs[2][u][i]);
            }
        }
        Interactions built = build(pairs[0]).withNegatives(build(pairs[1]), build(barred));
        return new State(
                built,
                new VirtualInteractions(
                        built, List.of(new Layer(new Neighbours(neighbours, scores), factors)), TOP_K, rule),
                values == null
                        ? ItemLimits.NONE
                        : new ItemLimits(
                                List.of(new ItemLimits.Group("value", values.clone(), fingerprints(values), 2)),
                                Integer.MAX_VALUE));
    }

    private static long[] fingerprints(int[] values) {
        return Arrays.stream(values)
                .mapToLong(value -> value < 0 ? Fingerprint.NONE : Fingerprint.of(1, value))
                .toArray();
    }

    private static Interactions build(boolean[][] pairs) {
        Interactions.Builder builder = new Interactions.Builder(false);
        for (boolean[] user : pairs) {
            for (int i = 0; i < ITEMS; i++) {
                if (user[i]) {
                    builder.add(i, 1);
                }
            }
            builder.endUser();
        }
        return builder.build();
    }

    /** Two states. The second differs from the first in a few interactions and similarities. */
    private static State[] states(SplittableRandom random) {
        boolean[][] none = new boolean[USERS][ITEMS];
        boolean others = random.nextBoolean();
        boolean[][][] pairs = {
            randomInteractions(random),
            others ? randomInteractions(random) : none,
            others ? randomInteractions(random) : new boolean[USERS][ITEMS]
        };
        double[][] similarities = randomSimilarities(random);
        double unlimited = Double.POSITIVE_INFINITY;
        EdgeRule rule = random.nextBoolean()
                ? new EdgeRule(Aggregation.MEAN, 0.1, 0, 5)
                : new EdgeRule(Aggregation.MEAN, 0.5, 0.1, 0.02, 0, 5, random.nextBoolean() ? 1.5 : unlimited);
        int[] values = random.nextBoolean() ? random.ints(ITEMS, -1, 3).toArray() : null;
        State before = state(pairs, similarities, rule, values);
        for (int n = random.nextInt(3); n > 0; n--) {
            int user = random.nextInt(USERS);
            int item = random.nextInt(ITEMS);
            boolean[][] changed = pairs[others ? random.nextInt(3) : 0];
            changed[user][item] = !changed[user][item];
        }
        if (random.nextBoolean()) {
            double[] row = similarities[random.nextInt(ITEMS)];
            row[random.nextInt(row.length)] *= 0.99;
            Arrays.sort(row);
        }
        if (values != null && random.nextBoolean()) {
            values[random.nextInt(ITEMS)] = random.nextInt(-1, 3);
        }
        return new State[] {before, state(pairs, similarities, rule, values)};
    }

    @Property(tries = 300)
    void shouldAffectEveryUserWhoseRowChanges(@ForAll long seed) {
        State[] states = states(new SplittableRandom(seed));
        long[] stored = states[0].checksums(false);
        VirtualChanges changes = VirtualChanges.since(
                states[0].manifest(), states[1].interactions(), states[1].fingerprints(), null, u -> stored[u]);
        long[] before = states[0].checksums(true);
        long[] after = states[1].checksums(true);
        for (int u = 0; u < USERS; u++) {
            if (before[u] != after[u]) {
                assertThat(changes.affected().get(u)).as("user " + u).isTrue();
            }
            if (changes.users().get(u)) {
                assertThat(changes.affected().get(u)).as("user " + u).isTrue();
            }
        }
        assertThat(changes.gone()).isZero();
        assertThat(changes.userInputs()).isEqualTo(states[1].fingerprints().ofUsers());
        assertThat(changes.itemInputs()).isEqualTo(states[1].fingerprints().ofItems());
    }

    @Property(tries = 50)
    void shouldAffectNoUsersIfNothingHasChanged(@ForAll long seed) {
        State state = states(new SplittableRandom(seed))[0];
        long[] stored = state.checksums(false);
        VirtualChanges changes = VirtualChanges.since(
                state.manifest(), state.interactions(), state.fingerprints(), null, u -> stored[u]);
        assertThat(changes.users().cardinality()
                        + changes.items().cardinality()
                        + changes.affected().cardinality())
                .isZero();
    }

    /** Another writer has changed one row, and an interrupted update was about to write two others. */
    @Property(tries = 50)
    void shouldAffectUsersWhoseRelationshipsWereChanged(@ForAll long seed) {
        State state = states(new SplittableRandom(seed))[0];
        long[] stored = state.checksums(false);
        stored[3]++;
        Manifest written = state.manifest();
        Manifest interrupted = written.with(
                written.sources(), written.items(), written.neighbours(), new long[] {USER_IDS.id(5), USER_IDS.id(8)});
        VirtualChanges changes =
                VirtualChanges.since(interrupted, state.interactions(), state.fingerprints(), null, u -> stored[u]);
        assertThat(changes.affected().stream().toArray()).containsExactly(3, 5, 8);
    }

    /** One update applies the changes of the named user only. The next update must find all others. */
    @Property(tries = 100)
    void shouldLeaveOtherUsersThanTheNamedToTheNextUpdate(@ForAll long seed) {
        State[] states = states(new SplittableRandom(seed));
        long[] stored = states[0].checksums(false);
        BitSet named = new BitSet();
        named.set(4);
        Manifest manifest = states[0].manifest();
        VirtualChanges changes = VirtualChanges.since(
                manifest, states[1].interactions(), states[1].fingerprints(), named, u -> stored[u]);
        assertThat(changes.affected().stream().toArray()).containsExactly(4);
        Manifest next = manifest.written(
                Map.of(),
                new Manifest.Entries(USER_IDS.ids(), changes.userInputs(), stored),
                new Manifest.Entries(ITEM_IDS.ids(), changes.itemInputs(), new long[ITEMS]),
                Manifest.Entries.NONE);
        BitSet missing = VirtualChanges.since(
                        manifest, states[1].interactions(), states[1].fingerprints(), null, u -> stored[u])
                .affected();
        missing.clear(4);
        BitSet found = VirtualChanges.since(
                        next, states[1].interactions(), states[1].fingerprints(), null, u -> stored[u])
                .affected();
        missing.andNot(found);
        assertThat(missing.cardinality()).isZero();
    }

    @Property(tries = 20)
    void shouldCountNewAndDeletedUsers(@ForAll long seed) {
        State state = states(new SplittableRandom(seed))[0];
        long[] stored = state.checksums(false);
        Manifest written = state.manifest();
        long[] shifted = written.sources().ids().clone();
        shifted[USERS - 1]++;
        Manifest other = written.with(
                new Manifest.Entries(
                        shifted, written.sources().inputs(), written.sources().outputs()),
                written.items(),
                written.neighbours(),
                new long[0]);
        VirtualChanges changes =
                VirtualChanges.since(other, state.interactions(), state.fingerprints(), null, u -> stored[u]);
        assertThat(changes.gone()).isEqualTo(1);
        assertThat(changes.users().stream().toArray()).containsExactly(USERS - 1);
    }
}
