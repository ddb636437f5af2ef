package dev.gonzo.http.engine.http1;

/** What a server sends: for each request informational heads, a final head, data and an end. */
public sealed interface ServerOutput permits ResponseHead, Data, Transferred, EndOfMessage, Close {}
