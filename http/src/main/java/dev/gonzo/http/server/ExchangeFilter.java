package dev.gonzo.http.server;

import dev.gonzo.Async;

/**
 * Code around handlers, such as a check of who is asking.
 *
 * <pre>{@code
 * router.with((exchange, next) -> {
 *   if (!isKnown(exchange.headers().first("authorization"))) {
 *     throw new StatusException(401, "log in first");
 *   }
 *   next.handle(exchange);
 * });
 * }</pre>
 */
@FunctionalInterface
public interface ExchangeFilter {
  /**
   * Handles a request, usually by passing it on. Runs in the task of the handler.
   *
   * @param exchange the request and its response
   * @param next what the filter is around; not called to answer in its place
   * @throws Exception as {@link ExchangeHandler#handle} does
   */
  @Async
  void handle(Exchange exchange, ExchangeHandler next) throws Exception;
}
