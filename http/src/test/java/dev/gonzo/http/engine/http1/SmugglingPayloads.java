package dev.gonzo.http.engine.http1;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Requests that servers and proxies have divided differently. The facts are from http-garden,
 * llhttp and published research.
 */
public final class SmugglingPayloads {
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  private SmugglingPayloads() {}

  /** Fields that say in two ways where the body ends, or hide such a field. */
  public static Stream<String> heads() {
    var all = new ArrayList<String>();
    for (String length :
        List.of(
            "+5",
            "-5",
            "5_0",
            "0x5",
            "5 0",
            "5,5",
            "5, 5",
            "5;5",
            "5.0",
            "5e1",
            "",
            "five",
            "\u00b2",
            "99999999999999999999",
            "9223372036854775808",
            "18446744073709551621",
            "5\0",
            "\0135",
            "0000000000000000000000005",
            "1\u00a0",
            "\"5\"")) {
      all.add(POST + "Content-Length: " + length + "\r\n\r\nhello");
    }
    for (String two : List.of("5", "6", "0")) {
      all.add(POST + "Content-Length: 5\r\nContent-Length: " + two + "\r\n\r\nhello");
      all.add(POST + "Content-Length: 5\r\nX: y\r\ncontent-length: " + two + "\r\n\r\nhello");
      all.add(POST + "Content-Length: " + two + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
      all.add(POST + "Transfer-Encoding: chunked\r\nContent-Length: " + two + "\r\n\r\n0\r\n\r\n");
      all.add(POST + "Transfer-Encoding: identity\r\nContent-Length: " + two + "\r\n\r\n0\r\n\r\n");
    }
    for (String coding :
        List.of(
            "",
            "identity",
            "pigeons",
            "xchunked",
            "chunkedx",
            "chunked, identity",
            "chunked, gzip",
            "chunked, chunked",
            "chunked,chunked",
            "identity, chunked, chunked",
            ",chunked",
            "chunked,",
            "chunked;q=1",
            "\"chunked\"",
            "chunked\0",
            "chun\0ked",
            "\013chunked",
            "\014chunked",
            "\u00a0chunked",
            "chunked\u0085",
            "cow chunked",
            "chunked cow",
            "'chunked'",
            "chunk",
            "\tchunked\u007f",
            "\u017fchunked",
            "gzip",
            "gzip;a=b, chunked")) {
      all.add(POST + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");
    }
    all.add(POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    all.add(POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n");
    all.add(POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n");
    all.add(POST + "Content-Length: 9\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n");
    all.add("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    all.add(
        "POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    for (String name :
        List.of(
            "Content-Length ",
            "Content-Length\t",
            " Content-Length",
            "\tContent-Length",
            "Content\0-Length",
            "Content-Length\u0000",
            "Content Length",
            "\u00efContent-Length",
            "Content-Length\u000b",
            "(Content-Length)",
            "Content-Length\u00a0",
            "")) {
      all.add(POST + name + ": 5\r\n\r\nhello");
      all.add("POST / HTTP/1.1\r\n" + name + ": 5\r\nHost: a\r\n\r\nhello");
    }
    all.add(POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n");
    all.add(POST + "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n");
    all.add(POST + "Transfer-Encoding\r\n : chunked\r\n\r\n0\r\n\r\n");
    all.add(POST + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n");
    all.add(POST + "Transfer-Encoding: chunked\r\n , identity\r\n\r\n0\r\n\r\n");
    all.add(POST + "X: a\r\n Content-Length: 5\r\n\r\nhello");
    all.add(POST + "X: a\r\n\tContent-Length: 5\r\n\r\nhello");
    all.add(POST + "X\r\nContent-Length: 5\r\n\r\nhello");
    all.add(POST + "\r: a\r\n\r\n");
    return all.stream();
  }

  /** Lines that end in ways that some accept. */
  public static Stream<String> lines() {
    return Stream.of(
        POST.replace("\r\n", "\n") + "\n",
        "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\rHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
        "GET /\nHTTP/1.1\r\nHost: a\r\n\r\n",
        POST + "X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + "X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + "X:\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + "X:\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + "X: y\0\r\n\r\n",
        POST + "X: \0\ralue\r\n\r\n",
        POST + "X: y\u007f\r\n\r\n",
        POST + "X: y\r\n\n",
        POST + "\rZGET /smuggled HTTP/1.1\r\n\r\n",
        POST + "\n",
        POST + "\r\r\n",
        "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  /** First lines that are not one. */
  public static Stream<String> firstLines() {
    return Stream.of(
            "GET  / HTTP/1.1",
            " GET / HTTP/1.1",
            "GET /  HTTP/1.1",
            "GET / HTTP/1.1 ",
            "GET\t/ HTTP/1.1",
            "GET /\tHTTP/1.1",
            "GET / a HTTP/1.1",
            "GET /",
            "GET",
            "GET / ",
            "GET  HTTP/1.1",
            "GET / http/1.1",
            "GET / HTTP/1.1x",
            "GET / HTTP/11",
            "GET / HTTP/1,1",
            "GET / HTTP/1.10",
            "GET / HTTP/01.1",
            "GET / HTTP 1.1",
            "GET / HTTP/+1.1",
            "GET / ICE/1.1",
            "GET / XHTTP/1.1",
            "GET / HTTP/1.1\0",
            "G\0T / HTTP/1.1",
            "GE(T) / HTTP/1.1",
            "GET:/ / HTTP/1.1",
            "\u00efGET / HTTP/1.1",
            "GET /\u00e4 HTTP/1.1",
            "GET /a#b HTTP/1.1",
            "GET /\u007f HTTP/1.1",
            "GET a HTTP/1.1",
            "GET ! HTTP/1.1",
            "GET a:80 HTTP/1.1",
            "GET ?a HTTP/1.1",
            "GET * HTTP/1.1",
            "OPTIONS ** HTTP/1.1",
            "GET http:///a HTTP/1.1",
            "GET http://u@a/ HTTP/1.1",
            "GET http://:80/ HTTP/1.1",
            "GET ht_tp://a/ HTTP/1.1",
            "GET http://b/ HTTP/1.1",
            "GET http://a:81/ HTTP/1.1",
            "GET http://a\\b/ HTTP/1.1",
            "GET 1http://a/ HTTP/1.1",
            "CONNECT / HTTP/1.1",
            "CONNECT a HTTP/1.1",
            "CONNECT a: HTTP/1.1",
            "CONNECT :80 HTTP/1.1",
            "CONNECT b:80 HTTP/1.1",
            "CONNECT http://a/ HTTP/1.1",
            "CONNECT a:80/ HTTP/1.1")
        .map(line -> line + "\r\nHost: a\r\n\r\n");
  }

  /** Hosts that are missing, doubled or malformed. */
  public static Stream<String> hosts() {
    return Stream.of(
            "",
            "Host: a\r\nHost: a\r\n",
            "Host: a\r\nhost: b\r\n",
            "Host: a b\r\n",
            "Host: a,b c\r\n",
            "Host: u@a\r\n",
            "Host: a/b\r\n",
            "Host: a:b\r\n",
            "Host: a:80:80\r\n",
            "Host: a:65536\r\n",
            "Host: a:-1\r\n",
            "Host: [::1\r\n",
            "Host: []\r\n",
            "Host: [g]\r\n",
            "Host: [::1]x\r\n",
            "Host: a%zz\r\n",
            "Host: a%4\r\n",
            "Host: http://a\r\n",
            "Host: a?b\r\n",
            "Host: \u00e4\r\n",
            "Host: a#b\r\n",
            "Host: a\\b\r\n")
        .map(host -> "GET / HTTP/1.1\r\n" + host + "\r\n");
  }

  /** Chunked bodies with a malformed chunk or trailer. */
  public static Stream<String> chunks() {
    return Stream.of(
            "0x5\r\nhello\r\n0\r\n\r\n",
            "+5\r\nhello\r\n0\r\n\r\n",
            "-5\r\nhello\r\n0\r\n\r\n",
            "0_5\r\nhello\r\n0\r\n\r\n",
            "5_0\r\nhello\r\n0\r\n\r\n",
            " 5\r\nhello\r\n0\r\n\r\n",
            "5 \r\nhello\r\n0\r\n\r\n",
            "5\t\r\nhello\r\n0\r\n\r\n",
            "\r\nhello\r\n0\r\n\r\n",
            "\r\n\r\n",
            "g\r\nhello\r\n0\r\n\r\n",
            "5\nhello\r\n0\r\n\r\n",
            "5\rhello\r\n0\r\n\r\n",
            "5\r\nhello\n0\r\n\r\n",
            "5\r\nhello\r0\r\n\r\n",
            "5\r\nhello0\r\n\r\n",
            "5\r\nhelloXX0\r\n\r\n",
            "5\r\nhello \r\n0\r\n\r\n",
            "4\r\nhello\r\n0\r\n\r\n",
            "6\r\nhello\r\n0\r\n\r\n",
            "5\r\r\nhello\r\n0\r\n\r\n",
            "5\r\nhello\r\n\r\n0\r\n\r\n",
            "5\0\r\nhello\r\n0\r\n\r\n",
            "10000000000000000\r\nhello\r\n0\r\n\r\n",
            "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
            "1000000000000005\r\nhello\r\n0\r\n\r\n",
            "0000000000000005\r\nhello\r\n0\r\n\r\n",
            "5;\r\nhello\r\n0\r\n\r\n",
            "5;;a\r\nhello\r\n0\r\n\r\n",
            "5 a\r\nhello\r\n0\r\n\r\n",
            "5;a=\r\nhello\r\n0\r\n\r\n",
            "5;a=\"b\r\nhello\r\n0\r\n\r\n",
            "5;a=\"b\\\r\nhello\r\n0\r\n\r\n",
            "5;a=\"b\"c\r\nhello\r\n0\r\n\r\n",
            "5;a=b c\r\nhello\r\n0\r\n\r\n",
            "5;a\nhello\r\n0\r\n\r\n",
            "5;\nxx\r\n4c\r\n0\r\n\r\n",
            "5;a\rb\r\nhello\r\n0\r\n\r\n",
            "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n",
            "5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n",
            "5;a=\"\r\"\r\nhello\r\n0\r\n\r\n",
            "5;a=\"\0\"\r\nhello\r\n0\r\n\r\n",
            "5;a=\"\u007f\"\r\nhello\r\n0\r\n\r\n",
            "5,a\r\nhello\r\n0\r\n\r\n",
            "5;a b\r\nhello\r\n0\r\n\r\n",
            "5;a \r\nhello\r\n0\r\n\r\n",
            "5:a\r\nhello\r\n0\r\n\r\n",
            "\u0665\r\nhello\r\n0\r\n\r\n",
            "\u00b2\r\nhello\r\n0\r\n\r\n",
            "0\n\n",
            "0\r\n\n",
            "0\r\n\r\r\n",
            "0\r\nX: y\n\r\n",
            "0\r\nX : y\r\n\r\n",
            "0\r\n X: y\r\n\r\n",
            "0\r\nX\r\n\r\n",
            "0\r\n:method: y\r\n\r\n",
            "0\r\nContent-Length: 5\r\n\r\n",
            "0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "0\r\nHost: b\r\n\r\n",
            "0\r\nX: \0\r\n\r\n",
            "0\r\nTrailer: x\r\n\r\n",
            "0\r\nAuthorization: x\r\n\r\n",
            "0\r\nSet-Cookie: a=b\r\n\r\n")
        .map(body -> CHUNKED + body);
  }

  /** Requests that look odd and are clear. */
  public static Stream<String> accepted() {
    return Stream.of(
        "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://A:80?b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET HTTPS://a:443/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://[::1]:8080/ HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n",
        "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
        "GET /a|b^c\"{}`%zz HTTP/1.1\r\nHost: a%20b:65535\r\n\r\n",
        "M-SEARCH / HTTP/1.1\r\nHost: a\r\nX: \u00e4\u00ff\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        POST + "Content-Length: 000\r\n\r\n",
        POST + "Transfer-Encoding: \t CHUNKED\t \r\n\r\n0\r\n\r\n",
        CHUNKED + "000\r\n\r\n",
        CHUNKED + "5 ; a = \"\\\\;\\\"\" ; b\r\nhello\r\n0\r\nX: y\r\n\r\n");
  }
}
