// 08 Recommendation: use the virtual interactions.

// "Users like you also watched" on real and virtual interactions. A real interaction has no weight and counts 1, see
// coalesce. Only items that the user really watched are excluded: a virtual interaction is a reason to recommend an item.
MATCH (me:User {userId: 'ada'})-[mine:INTERACTED|VIRTUAL_INTERACTED]->(:Item)
      <-[theirs:INTERACTED|VIRTUAL_INTERACTED]-(other:User)-[also:INTERACTED|VIRTUAL_INTERACTED]->(item:Item)
WHERE other <> me AND NOT EXISTS { (me)-[:INTERACTED]->(item) }
RETURN item.title AS title, item.topic AS topic,
       sum(coalesce(mine.weight, 1.0) * coalesce(theirs.weight, 1.0) * coalesce(also.weight, 1.0)) AS score
ORDER BY score DESC, title
LIMIT 5;

// The same without virtual interactions, for comparison.
MATCH (me:User {userId: 'ada'})-[:INTERACTED]->(:Item)<-[:INTERACTED]-(other:User)-[:INTERACTED]->(item:Item)
WHERE other <> me AND NOT EXISTS { (me)-[:INTERACTED]->(item) }
RETURN item.title AS title, item.topic AS topic, toFloat(count(*)) AS score
ORDER BY score DESC, title
LIMIT 5;

// Cold items: find users for items without any interaction. Only virtual interactions lead to them.
MATCH (item:Item)
WHERE NOT EXISTS { (:User)-[:INTERACTED]->(item) }
OPTIONAL MATCH (user:User)-[virtual:VIRTUAL_INTERACTED]->(item)
WITH item, user, virtual ORDER BY virtual.weight DESC
RETURN item.title AS title, count(virtual) AS people, collect(user.userId)[..3] AS first
ORDER BY title;
