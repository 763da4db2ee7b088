// 03 Similarity: for each item and modality, the items most like it.
//
// The result is exact (every item is compared with every other) and the same each time. Similarity is the plain cosine,
// from -1 to 1; only what lies above `similarityCutoff` (0 by default) is kept.

// How much memory will it take, and how many relationships will it write at most?
CALL vimmrec.similarity.write.estimate({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 5
})
YIELD requiredMemory, nodeCount, relationshipCount
RETURN requiredMemory, nodeCount, relationshipCount;

// The same computation without writing: how many items have the modality, and how alike are neighbours?
CALL vimmrec.similarity.stats({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 5
})
YIELD modality, nodesCompared, nodesMissing, dimension, similarityPairs, similarityDistribution
RETURN modality, nodesCompared, nodesMissing, dimension, similarityPairs, similarityDistribution.mean AS mean;

// Write them: (item)-[:SIMILAR_VISUAL {score}]->(neighbour), a type for each modality. Run it again: nothing changes.
CALL vimmrec.similarity.write({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 5
})
YIELD modality, relationshipType, relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged
RETURN modality, relationshipType, relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged;

// What looks like a loaf of bread, what is described like one, and what sounds like one?
MATCH (:Item {title: 'Sourdough in four folds'})-[similar:SIMILAR_VISUAL|SIMILAR_TEXT|SIMILAR_AUDIO]->(neighbour:Item)
RETURN type(similar) AS modality, neighbour.title AS title, neighbour.topic AS topic, similar.score AS similarity
ORDER BY modality, similarity DESC;

// A few pairs of a modality without writing anything.
CALL vimmrec.similarity.stream({modalities: {text: 'textEmbedding'}, topK: 1})
YIELD modality, source, target, similarity
RETURN source.title AS source, target.title AS target, similarity
ORDER BY similarity DESC, source, target
LIMIT 5;
