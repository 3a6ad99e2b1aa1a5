-- What was in the bin is not on the site, and must not come back there with the next channel that the post goes to.
DELETE FROM "delivery" d USING "post" p, "channel" c
WHERE d."postId" = p.id AND d."channelId" = c.id AND c.kind = 'site' AND d.state = 'published' AND p."liveVersionId" IS NULL;
