package dev.gonzo.http.engine.http1;

/** What both sides receive after a head. */
public sealed interface BodyInput extends ServerInput, ClientInput
    permits Data, EndOfMessage, Violation, ConnectionEnd {}
