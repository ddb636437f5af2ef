package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.HeaderSyntax;
import java.util.ArrayList;
import java.util.List;

/**
 * An element of Sec-WebSocket-Extensions (RFC 6455, section 9.1).
 *
 * @param name the name of the extension
 * @param parameters its parameters, in order
 */
record Extension(String name, List<Parameter> parameters) {
  /**
   * A parameter.
   *
   * @param name its name
   * @param value its value, without quotes; empty if there is none, which no value is
   */
  record Parameter(String name, String value) {}

  /**
   * Decodes the values of all fields.
   *
   * @throws RefusedException if one is not in the form of the standard
   */
  static List<Extension> parse(List<String> values) {
    var extensions = new ArrayList<Extension>();
    for (String value : values) {
      new Parser(value).parse(extensions);
    }
    return extensions;
  }

  /** Reads one value from left to right. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    void parse(List<Extension> to) {
      while (true) {
        skipSpaces();
        if (at < text.length() && text.charAt(at) != ',') {
          to.add(extension());
        }
        if (at == text.length()) {
          return;
        }
        require(',');
      }
    }

    private Extension extension() {
      String name = token();
      var parameters = new ArrayList<Parameter>();
      skipSpaces();
      while (at < text.length() && text.charAt(at) == ';') {
        at++;
        skipSpaces();
        parameters.add(parameter());
        skipSpaces();
      }
      return new Extension(name, List.copyOf(parameters));
    }

    private Parameter parameter() {
      String name = token();
      skipSpaces();
      if (at == text.length() || text.charAt(at) != '=') {
        return new Parameter(name, "");
      }
      at++;
      skipSpaces();
      boolean isQuoted = at < text.length() && text.charAt(at) == '"';
      return new Parameter(name, isQuoted ? quoted() : token());
    }

    private String quoted() {
      require('"');
      var value = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\') {
          at++;
        }
        if (at < text.length()) {
          value.append(text.charAt(at++));
        }
      }
      require('"');
      if (!HandshakeOptions.isToken(value.toString())) {
        throw wrong();
      }
      return value.toString();
    }

    private String token() {
      int from = at;
      while (at < text.length() && HeaderSyntax.isTokenCharacter(text.charAt(at))) {
        at++;
      }
      if (at == from) {
        throw wrong();
      }
      return text.substring(from, at);
    }

    private void skipSpaces() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private void require(char expected) {
      if (at == text.length() || text.charAt(at) != expected) {
        throw wrong();
      }
      at++;
    }

    private RefusedException wrong() {
      return new RefusedException(
          "Sec-WebSocket-Extensions is wrong at character " + at + " (RFC 6455, 9.1)");
    }
  }
}
