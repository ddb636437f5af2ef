package dev.gonzo.http.engine.http1;

/** What a client sends: for each request its head, its data and its end. */
public sealed interface ClientOutput permits RequestHead, Data, EndOfMessage, Close {}
