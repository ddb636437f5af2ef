package dev.gonzo.http.engine.http1;

/** What a client receives: for each request informational heads, a final head, data and an end. */
public sealed interface ClientInput permits ResponseHead, Upgraded, BodyInput {}
