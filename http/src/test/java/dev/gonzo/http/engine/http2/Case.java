package dev.gonzo.http.engine.http2;

import java.util.function.Consumer;

/**
 * A case of a conformance suite.
 *
 * @param section the suite's chapter and section
 * @param name what is sent
 * @param body sends it and checks the answer
 */
record Case(String section, String name, Consumer<Peer> body) {}
