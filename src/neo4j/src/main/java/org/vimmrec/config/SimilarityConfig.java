package org.vimmrec.config;

import java.util.List;
import java.util.Map;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.statistics.SimilarityCutoff;

/**
 * The configuration of {@code vimmrec.similarity.*}.
 *
 * @param embeddings the embeddings to compare
 * @param topK number of neighbours per item
 * @param similarityCutoff lower bound of the similarity
 * @param search how neighbours are searched
 * @param candidates the items that may be neighbours
 * @param relationshipTypePrefix the relationship type is this prefix and the modality in upper case
 * @param write write options; null in the read-only modes
 * @param update update options; null in the other modes
 * @param items the only items to find neighbours of, as the caller listed them; null for all items, and in the modes
 *     other than stream
 * @param run execution options
 */
public record SimilarityConfig(
        EmbeddingSource embeddings,
        PerModality<Integer> topK,
        PerModality<SimilarityCutoff> similarityCutoff,
        SearchMethod search,
        CandidateSource candidates,
        String relationshipTypePrefix,
        WriteConfig write,
        UpdateConfig update,
        List<?> items,
        RunConfig run) {

    /** Reads the configuration of the mode's procedure. */
    public static SimilarityConfig of(ConfigMap config, Mode mode) {
        Modalities modalities = Modalities.required(config);
        config.name("userLabel", "User");
        UpdateConfig update = mode == Mode.UPDATE ? UpdateConfig.ofSimilarity(config) : null;
        PerModality<SimilarityCutoff> cutoffs = NeighbourKeys.cutoffs(config, modalities.names());
        List<?> items = mode == Mode.STREAM ? NodeList.of(config, "items") : null;
        if (items != null
                && modalities.names().stream().anyMatch(name -> cutoffs.of(name).isPercentile())) {
            throw config.error("`items` must not be given with a percentile as `similarityCutoff`, which depends on all"
                    + " items; give a number");
        }
        return new SimilarityConfig(
                EmbeddingSource.of(config, modalities),
                NeighbourKeys.topK(config, 10, modalities.names()),
                cutoffs,
                SearchKeys.of(config),
                CandidateSource.of(config),
                StoredSimilarities.typePrefix(config, modalities),
                mode.writes() ? WriteConfig.of(config, "score", update) : null,
                update,
                items,
                RunConfig.of(config));
    }

    /**
     * The keys that decide what is written of one modality, with its own values.
     *
     * @param used the search that finds its neighbours
     */
    public Map<String, Object> resultKeys(String modality, NeighbourSearch used) {
        Map<String, Object> keys = run.resultKeys();
        keys.remove("userLabel");
        keys.put(
                "modalities",
                Map.of(modality, embeddings.modalities().properties().get(modality)));
        keys.put("topK", topK.of(modality).longValue());
        keys.put("similarityCutoff", similarityCutoff.of(modality).spelling());
        SearchKeys.decide(keys, search, used);
        return keys;
    }
}
