// 10 Update: bring written relationships up to date, at a cost that depends on the changes.
//
// Run this script every few minutes, for example with cron and cypher-shell. It does not need APOC:
//   */5 * * * * cypher-shell -a bolt://localhost -u neo4j -P NEO4J_PASSWORD -f 10-update.cypher
// A call fails if another call is still writing the same relationships. The next run catches up.
//
// The result of an update is exactly that of the write procedure with the same configuration. If the configuration differs
// from that of the last write, or if there was none, the update does a full run and returns the reason. With
// `onMismatch: 'fail'`, it fails instead.

// List the written relationship types. itemsChanged and usersChanged count the changes since the last write.
CALL vimmrec.list()
YIELD relationshipType, kind, writtenAt, relationshipCount, complete, itemsChanged, usersChanged
RETURN relationshipType, kind, writtenAt, relationshipCount, complete, itemsChanged, usersChanged;

// First update the neighbours of new, changed and deleted items, and of the items that have them as neighbours.
CALL vimmrec.similarity.update({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 10
})
YIELD modality, mode, reason, itemsChanged, itemsRecomputed, relationshipsCreated, relationshipsUpdated, relationshipsDeleted
RETURN modality, mode, reason, itemsChanged, itemsRecomputed, relationshipsCreated, relationshipsUpdated, relationshipsDeleted;

// Then update the virtual interactions of users whose interactions or whose items' neighbours have changed. The modality
// weights stay the same, because new ones would change the virtual interactions of all users. weightDrift is the difference
// between the stored weights and the current ones. After an evaluation that recommends another configuration, the update is
// a full run.
CALL vimmrec.overlay.update({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  virtualWeight: 'recommended'
})
YIELD mode, reason, itemsChanged, usersChanged, usersRecomputed, virtualInteractions, modalityWeights, weightDrift
RETURN mode, reason, itemsChanged, usersChanged, usersRecomputed, virtualInteractions, modalityWeights, weightDrift;

CALL vimmrec.synergistic.update({
  modalities: {visual: 'visualEmbedding', text: 'textEmbedding', audio: 'audioEmbedding'},
  topK: 10,
  writeRelationshipType: 'VIRTUAL_SYNERGISTIC'
})
YIELD mode, reason, itemsChanged, usersChanged, usersRecomputed, virtualInteractions, modalityWeights, weightDrift
RETURN mode, reason, itemsChanged, usersChanged, usersRecomputed, virtualInteractions, modalityWeights, weightDrift;
