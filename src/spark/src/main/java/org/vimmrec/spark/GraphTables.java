package org.vimmrec.spark;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.ManifestRange.Part;
import org.vimmrec.update.RowChecksum;
import scala.Tuple2;

/**
 * A graph in Neo4j. Results become relationships as the plugin's procedures write them, with a manifest, so that the
 * plugin knows them as its own.
 */
final class GraphTables implements Tables {
    private final Options options;
    private final boolean isRun;
    private final PrintStream out;
    private final GraphKeys keys;
    private final GraphReader reader;
    private final GraphCandidates candidates;
    private final GraphItems items;
    private final InvalidEmbeddings invalid;
    private final GraphManifests manifests;

    /**
     * @param isRun whether all results are written
     * @param out receives what was written
     */
    GraphTables(SparkSession session, Options options, boolean isRun, PrintStream out) throws IOException {
        this.options = options;
        this.isRun = isRun;
        this.out = out;
        this.keys = new GraphKeys(options);
        int partitions = options.integer("partitions", 1);
        this.reader = new GraphReader(session, GraphConnection.of(options), keys, partitions);
        this.candidates = new GraphCandidates(reader, keys);
        this.items = new GraphItems(session, reader, keys, candidates, partitions);
        this.invalid = new InvalidEmbeddings(options, out);
        this.manifests = new GraphManifests(reader);
    }

    @Override
    public Dataset<Row> items(List<String> modalities) {
        return invalid.skip(items.read(modalities, invalid.skips()), modalities);
    }

    @Override
    public Dataset<Row> candidates() {
        return candidates.ids();
    }

    @Override
    public Dataset<Row> interactions() {
        return reader.interactions();
    }

    @Override
    public InteractionRules interactionRules() {
        return keys.interactions().rules();
    }

    /** @throws IllegalArgumentException if the similarities of a modality are incomplete */
    @Override
    public List<Dataset<Row>> similarities() {
        for (String modality : options.modalities()) {
            GraphManifests.Stored stored = manifests.read(keys.similarityType(modality));
            if (stored == null || !stored.head().settled()) {
                throw new IllegalArgumentException(
                        ("The similarities of type [%s] are missing or incomplete: no write or update of them has run"
                                        + " to its end. Run the command similarity, or the procedure.")
                                .formatted(keys.similarityType(modality)));
            }
        }
        return options.modalities().stream().map(reader::similarities).toList();
    }

    @Override
    public Sink similarities(String modality) {
        return checked(keys.similarities(modality), rows -> Map.of(Part.SOURCES, similarityEntries(modality, rows)));
    }

    /** By item that has the modality the fingerprint of its embedding, and the checksum of its neighbours. */
    private JavaPairRDD<Long, long[]> similarityEntries(String modality, Dataset<Row> rows) {
        boolean ofCandidates = !candidates.isAll();
        JavaPairRDD<Long, Long> inputs = Rows.items(items(List.of(modality)), List.of(modality))
                .filter(item -> item.rows()[0] != null)
                .mapToPair(item -> new Tuple2<>(
                        item.id(),
                        ofCandidates
                                ? Fingerprint.of(Fingerprint.of(item.rows()[0]), item.candidate() ? 1 : 0)
                                : Fingerprint.of(item.rows()[0])));
        JavaPairRDD<Long, Long> outputs = rows.toJavaRDD()
                .mapToPair(row -> new Tuple2<>(row.getLong(0), RowChecksum.entry(row.getLong(1), row.getDouble(2))))
                .reduceByKey(Long::sum);
        return inputs.leftOuterJoin(outputs)
                .mapValues(both -> new long[] {both._1(), both._2().orElse(0L)});
    }

    /**
     * The entries of virtual interactions have no fingerprints, so the plugin's next update computes all users again.
     */
    @Override
    public Sink virtualInteractions(Strategy strategy) {
        return checked(keys.virtualInteractions(strategy, keys.virtualType(strategy, isRun), isRun), rows -> {
            Map<Part, JavaPairRDD<Long, long[]>> parts = new LinkedHashMap<>();
            parts.put(Part.SOURCES, withoutFingerprints(reader.ids(keys.userLabel())));
            parts.put(Part.ITEMS, withoutFingerprints(reader.ids(keys.itemLabel())));
            return parts;
        });
    }

    private static JavaPairRDD<Long, long[]> withoutFingerprints(Dataset<Row> ids) {
        return ids.toJavaRDD()
                .mapToPair(row -> new Tuple2<>(row.getLong(0), new long[] {Fingerprint.NONE, Fingerprint.NONE}));
    }

    private Sink checked(Manifest planned, Function<Dataset<Row>, Map<Part, JavaPairRDD<Long, long[]>>> entries) {
        GraphManifests.Stored stored = manifests.read(planned.type());
        boolean replaces = options.choice("onMismatch", OnMismatch.FAIL) == OnMismatch.REPLACE;
        String difference = stored == null || replaces ? null : stored.head().identityDifference(planned);
        if (difference != null) {
            throw new IllegalArgumentException(
                    ("The relationships of type [%s] %s. Nothing was changed; write to another type, or replace them with"
                                    + " `onMismatch=replace`.")
                            .formatted(planned.type(), difference));
        }
        new GraphOwnership(reader, manifests).requireNoneForeign(planned.type(), stored, options.flag("adopt"));
        return (rows, weights) -> write(planned, rows, new LinkedHashMap<>(weights), entries);
    }

    private enum OnMismatch {
        FAIL,
        REPLACE
    }

    private void write(
            Manifest planned,
            Dataset<Row> rows,
            Map<String, Object> weights,
            Function<Dataset<Row>, Map<Part, JavaPairRDD<Long, long[]>>> entries) {
        RelationshipWriter writer = new RelationshipWriter(
                reader.connection(),
                planned.type(),
                planned.writeProperty(),
                planned.sourceLabel(),
                planned.itemLabel(),
                options.integer("batchSize", 10_000));
        rows.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            rows.count(); // a computation that fails has changed nothing
            manifests.begin(planned);
            WriteCounts counts = writer.write(rows, reader.sources(planned.type()), options.integer("writers", 1));
            manifests.save(
                    planned.written(weights, Manifest.Entries.NONE, Manifest.Entries.NONE, Manifest.Entries.NONE),
                    entries.apply(rows));
            out.println(planned.type() + ": " + counts);
        } finally {
            rows.unpersist();
        }
    }
}
