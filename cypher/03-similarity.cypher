// 03 Similarity: the nearest neighbours of each item in each modality.
//
// The search is exact (it compares every item with every other one), and its result is reproducible. The similarity is the
// cosine, from -1 to 1. Only neighbours with a similarity above `similarityCutoff` (0 by default) are kept.

// Estimate the required memory and the maximum number of relationships.
CALL vimmrec.similarity.write.estimate({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 10
})
YIELD requiredMemory, nodeCount, relationshipCount
RETURN requiredMemory, nodeCount, relationshipCount;

// The same computation without writing: the number of items with the modality and the distribution of similarities.
CALL vimmrec.similarity.stats({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 10
})
YIELD modality, nodesCompared, nodesMissing, dimension, similarityPairs, similarityDistribution
RETURN modality, nodesCompared, nodesMissing, dimension, similarityPairs, similarityDistribution.mean AS mean;

// Write (item)-[:SIMILAR_VISUAL {score}]->(neighbour), with one type per modality. A second run changes nothing.
CALL vimmrec.similarity.write({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 10
})
YIELD modality, relationshipType, relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged
RETURN modality, relationshipType, relationshipsCreated, relationshipsUpdated, relationshipsDeleted, relationshipsUnchanged;

// What looks like a loaf of bread, what is described like one, and what sounds like one?
MATCH (:Item {title: 'Sourdough in four folds'})-[similar:SIMILAR_VISUAL|SIMILAR_TEXT|SIMILAR_AUDIO]->(neighbour:Item)
RETURN type(similar) AS modality, neighbour.title AS title, neighbour.topic AS topic, similar.score AS similarity
ORDER BY modality, similarity DESC;

// Return a few pairs of one modality without writing.
CALL vimmrec.similarity.stream({modalities: {text: 'textEmbedding'}, topK: 1})
YIELD modality, source, target, similarity
RETURN source.title AS source, target.title AS target, similarity
ORDER BY similarity DESC, source, target
LIMIT 5;
