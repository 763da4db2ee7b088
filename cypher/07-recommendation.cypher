// 07 Recommendation: what the virtual interactions are for.

// People like you also watched, over real and virtual interactions together. A real one has no weight and counts 1, which is
// what coalesce says. Only what the person really watched is excluded: a virtual interaction is a reason to suggest an item.
MATCH (me:User {userId: 'ada'})-[mine:INTERACTED|VIRTUAL_INTERACTED]->(:Item)
      <-[theirs:INTERACTED|VIRTUAL_INTERACTED]-(other:User)-[also:INTERACTED|VIRTUAL_INTERACTED]->(item:Item)
WHERE other <> me AND NOT EXISTS { (me)-[:INTERACTED]->(item) }
RETURN item.title AS title, item.topic AS topic,
       sum(coalesce(mine.weight, 1.0) * coalesce(theirs.weight, 1.0) * coalesce(also.weight, 1.0)) AS score
ORDER BY score DESC, title
LIMIT 5;

// Without the virtual ones, for comparison.
MATCH (me:User {userId: 'ada'})-[:INTERACTED]->(:Item)<-[:INTERACTED]-(other:User)-[:INTERACTED]->(item:Item)
WHERE other <> me AND NOT EXISTS { (me)-[:INTERACTED]->(item) }
RETURN item.title AS title, item.topic AS topic, toFloat(count(*)) AS score
ORDER BY score DESC, title
LIMIT 5;

// Items nobody has watched yet: whom would you show them to? Without virtual interactions they have no way in at all.
MATCH (item:Item)
WHERE NOT EXISTS { (:User)-[:INTERACTED]->(item) }
OPTIONAL MATCH (user:User)-[virtual:VIRTUAL_INTERACTED]->(item)
WITH item, user, virtual ORDER BY virtual.weight DESC
RETURN item.title AS title, count(virtual) AS people, collect(user.userId)[..3] AS first
ORDER BY title;
