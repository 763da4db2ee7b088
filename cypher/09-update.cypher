// 09 Update: what was written follows the graph, at the cost of what has changed.
//
// This is the script to run every few minutes. Neo4j needs nothing for that (APOC neither), cron and cypher-shell will do:
//   */5 * * * * cypher-shell -a bolt://localhost -u neo4j -P NEO4J_PASSWORD -f 09-update.cypher
// A call that finds another one still writing the same relationships is refused, and the next one does its work.
//
// An update leaves exactly what the same call of the write procedure would. Give it the same configuration: with another one,
// or where nothing was written before, it does the full run and says why (or refuses, with `onMismatch: 'fail'`).

// What is stored, and how old is it? itemsChanged and usersChanged count since then.
CALL vimmrec.list()
YIELD relationshipType, kind, writtenAt, relationshipCount, complete, itemsChanged, usersChanged
RETURN relationshipType, kind, writtenAt, relationshipCount, complete, itemsChanged, usersChanged;

// First the neighbours: of items that are new, changed or gone since, and what that changes for the others.
CALL vimmrec.similarity.update({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 5
})
YIELD modality, mode, reason, itemsChanged, itemsRecomputed, relationshipsCreated, relationshipsUpdated, relationshipsDeleted
RETURN modality, mode, reason, itemsChanged, itemsRecomputed, relationshipsCreated, relationshipsUpdated, relationshipsDeleted;

// Then the virtual interactions of users with other interactions, or with items that have other neighbours. The weights of
// modalities are kept, because everybody's edges would change with them: weightDrift says how far they would have moved.
CALL vimmrec.overlay.update({virtualWeight: 0.1, maxPerUser: 10})
YIELD mode, reason, itemsChanged, usersChanged, usersRecomputed, virtualInteractions, modalityWeights, weightDrift
RETURN mode, reason, itemsChanged, usersChanged, usersRecomputed, virtualInteractions, modalityWeights, weightDrift;

CALL vimmrec.synergistic.update({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 5,
  maxPerUser: 10,
  writeRelationshipType: 'VIRTUAL_SYNERGISTIC'
})
YIELD mode, reason, itemsChanged, usersChanged, usersRecomputed, virtualInteractions, modalityWeights, weightDrift
RETURN mode, reason, itemsChanged, usersChanged, usersRecomputed, virtualInteractions, modalityWeights, weightDrift;
