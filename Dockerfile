# The service's image. `npm run build:service` comes first: the bundle is built once, outside, and this only
# packs it, so nothing is installed here and no step needs a network.
#
# `npm run base-images` pins both bases by digest, without which nothing is synthesized for real accounts. They stand in FROM,
# not in an ARG: update bots read no ARG, and the image's tag is a hash over this file. Both must hold the same Node version:
# the module compile cache is filled by the first and read by the second. With another version (or uid) Node ignores the
# cache, and a start takes some 20 ms longer.
FROM public.ecr.aws/docker/library/node:24.21.0-bookworm-slim AS build
WORKDIR /app
# The user below writes here; ownership of a working directory stays root's whatever USER says.
RUN chmod 777 .
COPY dist/service/ ./
# The user of the final image: the cache's directory name holds the uid, and its files are readable by their owner only.
USER 65532
# Relative to the working directory, and portable: a container may unpack the files at another path.
ENV NODE_COMPILE_CACHE=compile-cache NODE_COMPILE_CACHE_PORTABLE=1
RUN node main.mjs --fill-compile-cache
# Last, so that another commit with the same service reuses the layers above.
ARG GIT_SHA=""
RUN printf '{"gitSha":"%s"}\n' "$GIT_SHA" > release.json

FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
COPY --from=build --chown=65532:65532 /app/ ./
# By number, so that an orchestrator can verify that it is not root.
USER 65532
ENV NODE_ENV=production
# As in the build. A cache that is missing or cannot be written is no fault.
ENV NODE_COMPILE_CACHE=compile-cache NODE_COMPILE_CACHE_PORTABLE=1
EXPOSE 8080
# Health is the orchestrator's to ask: GET /health, or, where it runs a command, main.mjs check-health URL. There is no
# shell, and the root file system may be read-only. The argument `redirect` makes it the redirect app.
ENTRYPOINT ["/nodejs/bin/node", "main.mjs"]
