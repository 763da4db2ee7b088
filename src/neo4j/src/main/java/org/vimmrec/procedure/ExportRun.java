package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.neo4j.graphdb.Node;
import org.vimmrec.config.ExportConfig;
import org.vimmrec.config.ListConfig;
import org.vimmrec.config.Spelling;
import org.vimmrec.config.StoredSimilarities;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.graph.Nodes;
import org.vimmrec.graph.Ownership;
import org.vimmrec.graph.RelationshipTypes;
import org.vimmrec.graph.SimilarityReader;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.NeighbourEntries;

/** One call of {@code vimmrec.export.stream}. */
final class ExportRun {
    private static final String NEIGHBOUR = "neighbour";

    private final ProcedureContext context;
    private final ExportConfig config;
    private final Task task;
    private final ManifestStore manifests;

    ExportRun(ProcedureContext context, ExportConfig config) {
        this.context = context;
        this.config = config;
        this.task = context.task(config.run().concurrency());
        this.manifests = new ManifestStore(context.db(), task);
    }

    /** Makes the result rows of one user or item. */
    private interface RowMapper {
        Stream<ExportRow> rows(int index);
    }

    /** A part of the result: a number of users or items and their rows. */
    private record Section(int size, RowMapper mapper) {}

    Stream<ExportRow> stream() {
        return context.streaming(() -> {
            List<Section> sections = sections();
            long total = sections.stream().mapToLong(Section::size).sum();
            // A nested flatMap would hold all rows of a section at once.
            return LongStream.range(0, total).boxed().flatMap(n -> rows(sections, n));
        });
    }

    private static Stream<ExportRow> rows(List<Section> sections, long n) {
        long index = n;
        for (Section section : sections) {
            if (index < section.size()) {
                return section.mapper().rows((int) index);
            }
            index -= section.size();
        }
        throw new IndexOutOfBoundsException(n);
    }

    private List<Section> sections() {
        List<Manifest> heads = manifests.heads();
        Manifest manifest = settled(manifests.read(virtualType(heads)));
        Strategy strategy = manifest.kind() == Manifest.Kind.OVERLAY ? Strategy.OVERLAY : Strategy.SYNERGISTIC;
        VirtualConfig written = ListConfig.virtual(manifest.configuration(), strategy);
        String prefix = written.similarities().typePrefix();
        List<Manifest> similarities = heads.stream()
                .filter(head -> head.isSimilarityOf(manifest.itemLabel(), prefix))
                .map(head -> settled(manifests.read(head.type())))
                .toList();
        IdIndex items = Nodes.readAny(context.tx(), manifest.itemLabel(), task);
        IdIndex users = Nodes.readAny(context.tx(), manifest.sourceLabel(), task);
        InteractionReader reader =
                new InteractionReader(context.reads(), written.interactions().absolute(), task);
        context.reserve(
                MemoryEstimate.of(Long.BYTES * ((long) users.size() + items.size())
                        + reader.bytes(users.size())
                        + storedBytes(manifest, users)
                        + Neighbours.bytes(
                                items.size(), manifest.neighbours().ids().length / Math.max(1, items.size()) + 1)
                        + similarities.stream()
                                .mapToLong(head -> storedBytes(head, items))
                                .sum()),
                config.run());
        List<Section> sections = new ArrayList<>();
        sections.add(interactions(reader.readAny(users, items), users, items));
        Ownership ownership = Ownership.of(context.tx(), manifest.type(), manifest, false, task);
        Neighbours virtual = StoredRows.withValues(
                        context.reads(), ownership, manifest.writeProperty(), users, items, task)
                .neighbours();
        sections.add(section("virtual", null, virtual, users, items));
        for (Manifest each : similarities) {
            StoredSimilarities source = new StoredSimilarities(each.itemLabel(), prefix, each.writeProperty());
            Neighbours neighbours = new SimilarityReader(context.reads(), source, task).read(each.modality(), items);
            sections.add(section(NEIGHBOUR, each.modality(), neighbours, items, items));
        }
        // Only Synergistic has neighbours in its manifest.
        Neighbours fused = NeighbourEntries.neighbours(manifest.neighbours(), items);
        sections.add(section(NEIGHBOUR, null, fused, items, items));
        return sections;
    }

    /** The type of the virtual interactions to stream. */
    private String virtualType(List<Manifest> heads) {
        List<String> types = heads.stream()
                .filter(head -> head.kind().isVirtual())
                .map(Manifest::type)
                .toList();
        String wanted = config.relationshipType();
        if (types.isEmpty()) {
            throw new IllegalArgumentException("This plugin has written no virtual interactions. Run"
                    + " vimmrec.overlay.write or vimmrec.synergistic.write first.");
        }
        if (wanted == null && types.size() > 1) {
            throw new IllegalArgumentException(("`writeRelationshipType` is required, because virtual interactions were"
                            + " written to the types %s. Name one of them.")
                    .formatted(Shown.names(types)));
        }
        if (wanted == null) {
            return types.get(0);
        }
        if (!types.contains(wanted)) {
            String nearest = Spelling.nearest(wanted, types);
            throw new IllegalArgumentException(
                    "This plugin has written no virtual interactions to the type [%s] (`writeRelationshipType`). %s"
                            .formatted(
                                    Shown.name(wanted),
                                    nearest == null
                                            ? "It has written them to %s.".formatted(Shown.names(types))
                                            : "Did you mean [%s]?".formatted(Shown.name(nearest))));
        }
        return wanted;
    }

    /** Returns the manifest if its relationships are complete. */
    private static Manifest settled(Manifest manifest) {
        if (manifest == null) {
            throw new IllegalStateException("Relationships were dropped during this call. Run the procedure again.");
        }
        if (!manifest.settled()) {
            throw new IllegalStateException(
                    ("The relationships of type [%s] are incomplete: the last write or update was interrupted or is still"
                                    + " running. Run vimmrec.%s.write again.")
                            .formatted(
                                    Shown.name(manifest.type()), manifest.kind().spelling()));
        }
        return manifest;
    }

    /** The heap that the relationships of a type need, in bytes. */
    private long storedBytes(Manifest manifest, IdIndex sources) {
        long count = RelationshipTypes.count(context.tx(), manifest.type(), task);
        return Neighbours.bytes(sources.size(), (long) Math.ceil((double) count / Math.max(1, sources.size())));
    }

    private Section interactions(Interactions interactions, IdIndex users, IdIndex items) {
        return new Section(users.size(), user -> {
            Node source = NodeIds.nodeOrNull(context.tx(), users.id(user));
            return IntStream.range(0, source == null ? 0 : interactions.count(user))
                    .boxed()
                    .flatMap(n -> {
                        Node target = NodeIds.nodeOrNull(context.tx(), items.id(interactions.item(user, n)));
                        return target == null
                                ? Stream.empty()
                                : Stream.of(new ExportRow(
                                        "interaction", source, target, interactions.weight(user, n), null));
                    });
        });
    }

    private Section section(String kind, String modality, SparseRows rows, IdIndex sources, IdIndex targets) {
        SparseRows.Reader reader = rows.reader();
        EdgeMapper<ExportRow> mapper = (source, target, value) -> new ExportRow(kind, source, target, value, modality);
        return new Section(sources.size(), index -> mapper.edges(context.tx(), reader, index, sources, targets));
    }
}
