// 04 Statistics: how alike neighbours are in each modality, and what weight that gives it.

// Over the relationships that 03 wrote. Without `modalities`, every SIMILAR_* type of the database is looked at. The column
// `weight` is what Overlay and Synergistic use unless told otherwise: a modality's mean similarity over the sum of all means.
CALL vimmrec.statistics({})
YIELD modality, relationshipType, relationshipCount, mean, stdDev, min, max, percentiles, weight
RETURN modality, relationshipType, relationshipCount, mean, stdDev, min, max, percentiles, weight
ORDER BY modality;

// A high mean does not make a modality useful: it may find everything alike. This weighting asks people instead: are two
// items that one person watched more alike in this modality than two items picked at random?
CALL vimmrec.statistics({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  weighting: 'coInteraction'
})
YIELD modality, weight
RETURN modality, weight
ORDER BY modality;
