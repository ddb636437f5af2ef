package dev.gonzo.http.engine.http1;

/** What a server receives: for each request its head, its data and its end. */
public sealed interface ServerInput permits RequestHead, BodyInput {}
