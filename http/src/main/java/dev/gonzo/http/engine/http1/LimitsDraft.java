package dev.gonzo.http.engine.http1;

import java.time.Duration;

/** Limits that can be changed, for copies with one change. Begins with the defaults. */
final class LimitsDraft {
  int requestLine = 8192;
  int headerLine = 8192;
  int headers = 100;
  int headBytes = 32_768;
  int trailerBytes = 8192;
  int chunkExtensions = 4096;
  int blankLines = 4;
  int informational = 16;
  long body = Long.MAX_VALUE;
  long drained = 65_536;
  int progress = 16_384;
  Duration idle = Duration.ofSeconds(30);
  Duration head = Duration.ofSeconds(15);
  Duration bodyTime = Duration.ofSeconds(30);
  Duration write = Duration.ofSeconds(30);
  Duration keepAlive = Duration.ofSeconds(75);
  Duration answer = Duration.ofSeconds(60);

  LimitsDraft() {}

  LimitsDraft(Http1Limits from) {
    requestLine = from.requestLine();
    headerLine = from.headerLine();
    headers = from.headers();
    headBytes = from.headBytes();
    trailerBytes = from.trailerBytes();
    chunkExtensions = from.chunkExtensions();
    blankLines = from.blankLines();
    informational = from.informational();
    body = from.body();
    drained = from.drained();
    progress = from.progress();
    idle = from.idle();
    head = from.head();
    bodyTime = from.bodyTime();
    write = from.write();
    keepAlive = from.keepAlive();
    answer = from.answer();
  }

  Http1Limits limits() {
    return new Http1Limits(
        requestLine,
        headerLine,
        headers,
        headBytes,
        trailerBytes,
        chunkExtensions,
        blankLines,
        informational,
        body,
        drained,
        progress,
        idle,
        head,
        bodyTime,
        write,
        keepAlive,
        answer);
  }
}
