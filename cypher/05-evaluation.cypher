// 05 Evaluation: do virtual interactions help on this graph, and with which setting? Find out before you write them.
//
// `vimmrec.evaluate` holds out some interactions. A recommender learns from the others, with and without virtual
// interactions, and has to find those held out. This takes seconds here. `vimmrec.evaluate.write` does the same, and keeps
// the recommendation in the database, where `virtualWeight: 'recommended'` finds it. It writes no virtual interactions.

// The baseline without virtual interactions, the recommended variant, and a list of the most popular items. recallUplift
// is the relative change of the recall, and upliftLow and upliftHigh are the ends of its 95 % interval. The recommendation
// says in words what to do, and why.
CALL vimmrec.evaluate.write({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'}
})
YIELD recommender, strategy, topK, virtualWeight, weighting, recall, recallUplift, upliftLow, upliftHigh, best,
      recommendation
WHERE best OR strategy = 'none'
RETURN recommender, strategy, topK, virtualWeight, weighting, recall, recallUplift, upliftLow, upliftHigh, best, recommendation;
