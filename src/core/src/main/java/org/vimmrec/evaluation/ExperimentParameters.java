package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.recommender.Popularity;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.RecommenderType.ItemLimit;
import org.vimmrec.recommender.RecommenderType.TrainingSize;
import org.vimmrec.recommender.Recommenders;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.SimilarityCutoff;
import org.vimmrec.task.MemoryEstimate;

/**
 * The parameters of an experiment. Messages name them as the configuration of {@code vimmrec.evaluate} does.
 *
 * @param recommenders the recommenders to compare, at least one
 * @param variants the variants to compare with the baseline, at least one
 * @param weighted whether virtual interactions keep their weights; otherwise all of a variant have the mean weight
 * @param similarityCutoff only neighbours with a higher similarity count. A percentile is one of the neighbours of all
 *     items in a modality, {@link #maxTopK} of each; in the fused similarity, of as many as the variant uses
 * @param search how neighbours are searched
 * @param split how interactions are held out
 * @param seeds the seeds of splits; each also seeds the recommenders and the order of equal scores
 * @param at the length of the lists that metrics look at
 * @param goal what a variant is selected for
 */
public record ExperimentParameters(
        List<RecommenderType> recommenders,
        List<Variant> variants,
        boolean weighted,
        SimilarityCutoff similarityCutoff,
        SearchMethod search,
        SplitMethod split,
        List<Long> seeds,
        int at,
        Goal goal) {

    /** Creates the parameters of an experiment that searches neighbours exactly and selects by recall. */
    public ExperimentParameters(
            List<RecommenderType> recommenders,
            List<Variant> variants,
            boolean weighted,
            SimilarityCutoff similarityCutoff,
            SplitMethod split,
            List<Long> seeds,
            int at) {
        this(recommenders, variants, weighted, similarityCutoff, SearchMethod.EXACT, split, seeds, at, Goal.RECALL);
    }

    /**
     * Popularity, if it is not among the recommenders to compare. It runs all the same, so that a reader sees what a
     * recommender adds to it, but it is never recommended.
     */
    Optional<RecommenderType> reference() {
        boolean compared = recommenders.stream().anyMatch(type -> type.name().equals(Popularity.TYPE.name()));
        return compared ? Optional.empty() : Optional.of(Popularity.TYPE);
    }

    /** The largest {@code topK} of all variants. */
    public int maxTopK() {
        return variants.stream().mapToInt(Variant::topK).max().orElseThrow();
    }

    /**
     * The seeds that make a difference: only the first one if neither the split nor a recommender depends on a seed.
     */
    List<Long> effectiveSeeds() {
        boolean seeded = split.seeded() || recommenders.stream().anyMatch(RecommenderType::seeded);
        return seeded ? seeds : seeds.subList(0, 1);
    }

    /**
     * Checks that every recommender accepts that many items.
     *
     * @throws IllegalArgumentException if one does not
     */
    public void requireItemLimits(int items) {
        for (RecommenderType type : recommenders) {
            ItemLimit limit = type.limit();
            if (items > limit.maxItems()) {
                String key = recommenders.size() == 1 ? "recommender: '%s'" : "recommenders: ['%s', ...]";
                String others = String.join(
                        " or ",
                        Recommenders.ALL.stream()
                                .filter(other -> other.usesVirtualInteractions()
                                        && other.limit().maxItems() >= items)
                                .map(other -> "'" + other.name() + "'")
                                .toList());
                throw new IllegalArgumentException(
                        ("`%s` needs %s, %s for the %d items here, and accepts at most %d items. Use %s.")
                                .formatted(
                                        key.formatted(type.name()),
                                        limit.reason(),
                                        MemoryEstimate.of(type.bytes(new TrainingSize(0, items, 0, 0, 0, 1)))
                                                .range(),
                                        items,
                                        limit.maxItems(),
                                        others));
            }
        }
    }

    /**
     * The size of the data of an experiment.
     *
     * @param users the number of users
     * @param items the number of items
     * @param interactions the number of interactions
     * @param embeddingBytes the heap that the embeddings need
     * @param dimensions the length of embeddings by modality
     */
    public record DataSize(long users, int items, long interactions, long embeddingBytes, int[] dimensions) {}

    /** Estimates the heap that an experiment needs, its data included. */
    public MemoryEstimate memory(DataSize size, int concurrency) {
        int topK = Math.min(maxTopK(), size.items() - 1);
        long fusedSearches = variants.stream()
                        .filter(variant -> variant.strategy() == Strategy.SYNERGISTIC)
                        .map(Variant::weighting)
                        .distinct()
                        .count()
                * effectiveSeeds().size();
        long bytes = Long.BYTES * (size.users() + size.items())
                + size.embeddingBytes()
                + 3 * Interactions.bytes(size.users(), size.interactions(), true)
                + (size.dimensions().length + fusedSearches) * Neighbours.bytes(size.items(), topK)
                + similarityCutoff.bytes(size.items(), topK);
        long searching = search.bytes(size.items(), topK, size.dimensions(), concurrency);
        long maxVirtual = (long) Math.min(
                (double) size.interactions() * topK * size.dimensions().length, (double) size.users() * size.items());
        // The items of a user share neighbours. On real data this leaves about half of the largest possible number.
        return new MemoryEstimate(
                bytes + Math.max(searching, trainingBytes(size, size.interactions() + maxVirtual / 2, concurrency)),
                bytes + Math.max(searching, trainingBytes(size, size.interactions() + maxVirtual, concurrency)));
    }

    /** Estimates the heap that training on a number of real and virtual interactions needs. */
    long trainingBytes(DataSize size, long interactions, int concurrency) {
        TrainingSize training = new TrainingSize(
                size.users(),
                size.items(),
                interactions,
                size.dimensions().length,
                Arrays.stream(size.dimensions()).sum(),
                concurrency);
        return Interactions.bytes(size.users(), interactions, true)
                + VirtualInteractions.readerBytes(size.items())
                + concurrency * MemoryEstimate.arrays(64, size.items(), Float.BYTES)
                + recommenders.stream()
                        .mapToLong(type -> type.bytes(training))
                        .max()
                        .orElseThrow();
    }
}
