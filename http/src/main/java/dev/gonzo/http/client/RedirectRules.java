package dev.gonzo.http.client;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which request follows a redirect (RFC 9110, section 15.4). For one request of the user. */
final class RedirectRules {
  /** They are for one origin: another one must not learn them. */
  private static final List<String> OF_ORIGIN =
      List.of("authorization", "cookie", "proxy-authorization");

  private final Redirects choice;
  private final Set<String> seen = new HashSet<>();
  private int followed;

  RedirectRules(Redirects choice) {
    this.choice = choice;
  }

  /** Returns the next request; empty if the response is the user's. */
  Optional<Request> next(Request request, ReceivedHead head) throws RedirectException {
    if (choice.most() == 0 || !isRedirect(head.status())) {
      return Optional.empty();
    }
    Optional<String> location = head.headers().first("location");
    if (location.isEmpty()) {
      return Optional.empty();
    }
    seen.add(request.method() + " " + request.uri());
    Request next = changed(request, head.status(), target(request.uri(), location.get()));
    if (++followed > choice.most()) {
      throw new RedirectException(
          request.uri(),
          "there are more than %d redirects, the last one from %s to %s: allow more with"
                  .formatted(choice.most(), request.uri(), next.uri())
              + " ClientOptions.withRedirects");
    }
    if (!seen.add(next.method() + " " + next.uri())) {
      throw new RedirectException(
          request.uri(), "the redirects are a loop, which begins again at " + next.uri());
    }
    return Optional.of(next);
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private Request changed(Request request, int status, URI target) throws RedirectException {
    boolean becomesGet =
        switch (status) {
          case 301, 302 -> request.method().equals("POST");
          case 303 -> !request.method().equals("HEAD");
          default -> false;
        };
    if (!becomesGet && !request.isRepeatable()) {
      throw new RedirectException(
          request.uri(),
          "a redirect to %s sends the body again, and it was written once: make it repeatable with"
                  .formatted(target)
              + " Request.withRepeatableBody");
    }
    Request next;
    try {
      next = Request.of(becomesGet ? "GET" : request.method(), target);
    } catch (IllegalArgumentException wrong) {
      throw new RedirectException(
          request.uri(), "a redirect cannot be followed: " + wrong.getMessage());
    }
    if (request.origin().isSecure() && !next.origin().isSecure() && !choice.isDowngradeAllowed()) {
      throw new RedirectException(
          request.uri(),
          "a redirect from https to http is not followed: "
              + target
              + "; allow it with"
              + " Redirects.withDowngrade");
    }
    boolean isElsewhere = !next.origin().equals(request.origin());
    next = next.withHeaders(fields(request.headers(), isElsewhere, becomesGet));
    return becomesGet ? next : next.with(request.body());
  }

  private static Headers fields(Headers headers, boolean isElsewhere, boolean isWithoutBody) {
    Headers kept = Headers.none();
    for (Header header : headers) {
      boolean isDropped =
          (isElsewhere && OF_ORIGIN.contains(header.name()))
              || (isWithoutBody && header.name().startsWith("content-"));
      if (!isDropped) {
        kept = kept.with(header.name(), header.value());
      }
    }
    return kept;
  }

  /** Resolves a location by RFC 3986; characters that no URI has are taken as if encoded. */
  static URI target(URI base, String location) throws RedirectException {
    URI reference;
    try {
      reference = new URI(encoded(location));
    } catch (java.net.URISyntaxException noUri) {
      throw new RedirectException(base, "a redirect has a location that is no URI");
    }
    String path =
        base.getRawPath() == null || base.getRawPath().isEmpty() ? "/" : base.getRawPath();
    URI from = URI.create(base.getScheme() + "://" + base.getRawAuthority() + path);
    // URI.resolve drops the last segment before a reference that is only a query.
    boolean isOnlyQuery =
        reference.getScheme() == null
            && reference.getRawAuthority() == null
            && reference.getRawPath().isEmpty();
    URI resolved =
        isOnlyQuery
            ? URI.create(
                from
                    + (reference.getRawQuery() == null
                        ? base.getRawQuery() == null ? "" : "?" + base.getRawQuery()
                        : "?" + reference.getRawQuery()))
            : from.resolve(reference).normalize();
    return withoutClimbing(resolved);
  }

  /** Drops segments above the root, which URI.normalize keeps. */
  private static URI withoutClimbing(URI uri) {
    String path = uri.getRawPath();
    if (path == null || !path.startsWith("/../")) {
      return uri;
    }
    while (path.startsWith("/../")) {
      path = path.substring(3);
    }
    return URI.create(
        uri.getScheme()
            + "://"
            + uri.getRawAuthority()
            + path
            + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
  }

  private static String encoded(String location) {
    var text = new StringBuilder();
    for (int i = 0; i < location.length(); i++) {
      char c = location.charAt(i);
      if (c <= ' ' || c >= 127 || "\"<>\\^`{|}".indexOf(c) >= 0) {
        text.append("%%%02X".formatted((int) c).toUpperCase(Locale.ROOT));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
