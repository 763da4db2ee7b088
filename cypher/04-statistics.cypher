// 04 Statistics: the similarity of neighbours in each modality, and the resulting modality weights.

// Statistics of the relationships that 03 wrote. Without `modalities`, they cover every similarity type of VI-MMRec. The
// column `weight` is the default weight in Overlay and Synergistic: the mean similarity of the modality divided by the sum of
// all means.
CALL vimmrec.statistics({})
YIELD modality, relationshipType, relationshipCount, mean, stdDev, min, max, percentiles, weight
RETURN modality, relationshipType, relationshipCount, mean, stdDev, min, max, percentiles, weight
ORDER BY modality;

// A high mean does not make a modality useful: all items may be similar in it. The weighting 'coInteraction' uses the
// interactions instead: are two items that the same user watched more similar in this modality than two random items?
CALL vimmrec.statistics({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  weighting: 'coInteraction'
})
YIELD modality, weight
RETURN modality, weight
ORDER BY modality;
