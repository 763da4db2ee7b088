package org.vimmrec.recommender;

import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.vimmrec.task.Task;

/**
 * LightGCN, in single precision. See the package description for the formulas.
 *
 * <p>The model is validated after every {@value #VALIDATE_EVERY} epochs. Training ends when {@value #PATIENCE}
 * validations in a row bring no improvement, and the best model is kept. One thread draws all random numbers and every
 * sum has a fixed order, so the result depends on the seed alone.
 *
 * @param parameters all five. The loss of a batch is the mean over its triples of {@link BprLoss} plus
 *     {@code regularization / 2} times the squares of the three initial embeddings
 * @param batchSize the number of triples in a batch; see {@link BprSampler}
 * @param seed the seed of the initial embeddings, the order of the interactions and the negative items
 */
public record LightGcn(Hyperparameters parameters, int batchSize, long seed) implements Recommender {
    /** The registry's entry. The default parameters did best on sparse data. */
    public static final RecommenderType TYPE = new RecommenderType(
            "lightGcn",
            new Hyperparameters(64, 2, 0.01, 0.05, 200),
            (parameters, seed) -> new LightGcn(parameters, 2048, seed),
            (size, parameters) -> GraphEncoder.bytes(size.users(), size.items(), parameters.dimensions())
                    + 4 * SparseMatrix.bytes(size.users() + size.items(), size.interactions()),
            true,
            true,
            RecommenderType.ItemLimit.NONE);

    private static final int VALIDATE_EVERY = 2;
    private static final int PATIENCE = 5;
    private static final double INITIAL_BOUND = 0.02;

    @Override
    public Scorer fit(TrainingData training, ToDoubleFunction<Scorer> validation, Task task) {
        SparseMatrix all = training.matrix();
        return fit(
                all,
                random -> new BprSampler(
                        training.real(), all, BprSampler.allItems(all.columns()), false, batchSize, random),
                validation,
                task);
    }

    /**
     * Trains on given edges with given triples, which need not come from the same interactions.
     *
     * @param edges the weighted edges of the graph, a row per user and a column per item
     * @param samplers creates the sampler of triples
     */
    Scorer fit(
            SparseMatrix edges,
            Function<SplittableRandom, BprSampler> samplers,
            ToDoubleFunction<Scorer> validation,
            Task task) {
        SparseMatrix graph = edges.normalizedBipartite();
        int users = edges.rows();
        SplittableRandom random = new SplittableRandom(seed);
        GraphEncoder encoder = new GraphEncoder(parameters, SparseMatrix.empty(graph.rows()), task);
        encoder.initialize(INITIAL_BOUND, random);
        BprSampler sampler = samplers.apply(random);
        TrainingLoop.Model model = new TrainingLoop.Model() {
            @Override
            public void trainBatch(int from, int to) {
                sampler.drawNegatives(from, to);
                encoder.mark(sampler, from, to);
                encoder.forward(graph);
                encoder.addBprGradients(sampler, from, to);
                encoder.step(graph, parameters.regularization().floatValue() * (1f / (to - from)));
            }

            @Override
            public EmbeddingScorer scorer() {
                return EmbeddingScorer.ofNodes(encoder.forwardAll(graph), users);
            }
        };
        return new TrainingLoop("LightGCN", batchSize, parameters.epochs(), VALIDATE_EVERY, PATIENCE)
                .run(model, sampler, validation, task);
    }
}
