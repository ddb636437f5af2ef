// Starts processes one after the other with posix_spawn, and waits for each.
//
//   processes
//
// Prints "ready"; then, for each line "go COUNT" of its input, starts so many, and prints one line of JSON.
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ll + t.tv_nsec;
}

int main(void) {
  char line[100];
  int count;
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (sscanf(line, "go %d", &count) != 1) continue;
    long long began = now();
    for (int i = 0; i < count; i++) {
      char *command[] = {"true", NULL};
      pid_t pid;
      int status;
      if (posix_spawnp(&pid, "true", NULL, NULL, command, environ) != 0) return 1;
      if (waitpid(pid, &status, 0) != pid || status != 0) return 1;
    }
    printf("{\"operations\":%d,\"nanos\":%lld}\n", count, now() - began);
    fflush(stdout);
  }
}
