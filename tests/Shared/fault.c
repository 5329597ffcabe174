/* Preloaded into a tool: ends the process before its n-th call that changes a file under a folder, or lets that call and all later ones fail.
   FAULT_DIR: the folder. FAULT_LOG: every counted call, a line each. FAULT_AT: n, from 1. FAULT_ERRNO: fail with this error instead of ending the process.
   FAULT_TORN: a write is carried out by half before the end. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int calls;

static int counted(const char *path) {
  const char *folder = getenv("FAULT_DIR");
  char full[4096];
  if (!folder || !path) return 0;
  if (path[0] != '/') {
    if (!getcwd(full, sizeof full - 1)) return 0;
    size_t length = strlen(full);
    snprintf(full + length, sizeof full - length, "/%s", path);
    path = full;
  }
  return strncmp(path, folder, strlen(folder)) == 0;
}

static int counted_file(int file, char *path) {
  char link[64];
  struct stat status;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, 4095);
  if (length <= 0) return 0;
  path[length] = 0;
  return path[0] == '/' && fstat(file, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) && counted(path);
}

static void end(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* 0: go on. -1: fail, errno is set. 1: tear the write. */
static int step(const char *what, const char *path, int can_tear) {
  const char *at = getenv("FAULT_AT"), *error = getenv("FAULT_ERRNO"), *log = getenv("FAULT_LOG");
  int n = __sync_add_and_fetch(&calls, 1);
  if (log) {
    char line[4200];
    int length = snprintf(line, sizeof line, "%d %s %s\n", n, what, path);
    int (*real_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    ssize_t (*real_write)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    int file = real_open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (real_write(file, line, length) < 0) {}
    close(file);
  }
  if (!at || n < atoi(at)) return 0;
  if (error) {
    errno = atoi(error);
    return -1;
  }
  if (n > atoi(at)) return 0;
  if (can_tear && getenv("FAULT_TORN")) return 1;
  end();
  return 0;
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define BY_PATH(what, path) if (counted(path) && step(what, path, 0)) return -1

int rename(const char *from, const char *to) { REAL(rename); BY_PATH("rename", to); return real(from, to); }
int link(const char *from, const char *to) { REAL(link); BY_PATH("link", to); return real(from, to); }
int unlink(const char *path) { REAL(unlink); BY_PATH("unlink", path); return real(path); }
int rmdir(const char *path) { REAL(rmdir); BY_PATH("rmdir", path); return real(path); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); BY_PATH("mkdir", path); return real(path, mode); }

#define OPEN(name)                                                                   \
  int name(const char *path, int flags, ...) {                                       \
    REAL(name);                                                                      \
    va_list rest;                                                                    \
    va_start(rest, flags);                                                           \
    int mode = va_arg(rest, int);                                                    \
    va_end(rest);                                                                    \
    if ((flags & O_CREAT) && counted(path) && step("open", path, 0)) return -1;      \
    return real(path, flags, mode);                                                  \
  }
OPEN(open)
OPEN(open64)

#define BY_FILE(what)                                          \
  char path[4096];                                             \
  if (counted_file(file, path) && step(what, path, 0)) return -1

int fsync(int file) { REAL(fsync); BY_FILE("fsync"); return real(file); }
int ftruncate(int file, off_t length) { REAL(ftruncate); BY_FILE("ftruncate"); return real(file, length); }
int ftruncate64(int file, off64_t length) { REAL(ftruncate64); BY_FILE("ftruncate"); return real(file, length); }

#define WRITE(name, call, half, ...)                                        \
  ssize_t name(__VA_ARGS__) {                                               \
    REAL(name);                                                             \
    char path[4096];                                                        \
    int torn = counted_file(file, path) ? step(#name, path, 1) : 0;         \
    if (torn < 0) return -1;                                                \
    if (torn > 0) {                                                         \
      if (half < 0) {}                                                      \
      end();                                                                \
    }                                                                       \
    return call;                                                            \
  }
WRITE(write, real(file, bytes, count), real(file, bytes, count / 2), int file, const void *bytes, size_t count)
WRITE(pwrite, real(file, bytes, count, at), real(file, bytes, count / 2, at), int file, const void *bytes, size_t count, off_t at)
WRITE(pwrite64, real(file, bytes, count, at), real(file, bytes, count / 2, at), int file, const void *bytes, size_t count, off64_t at)
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) { REAL(pwritev); BY_FILE("pwritev"); return real(file, parts, count, at); }
