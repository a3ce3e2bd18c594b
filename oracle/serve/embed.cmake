# Writes a C++ file that holds the OpenAPI description: cmake -DOUT=… -DFILE=openapi.json -P embed.cmake
file(READ "${FILE}" text)
file(WRITE "${OUT}" "// Made by oracle/serve/embed.cmake from openapi.json.\n#include \"oracle/serve/openapi_text.hpp\"\n\nnamespace apsis {\n\nstd::string_view openapi_text() {\n  return R\"apsis_json(${text})apsis_json\";\n}\n\n}  // namespace apsis\n")
