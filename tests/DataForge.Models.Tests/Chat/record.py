"""Records what Jinja2, set up as transformers sets it up, makes of the templates and conversations of templates.json.

Run with Debian's python3-jinja2 after changing either: python3 record.py templates.json
A rendering is kept as the first 16 hex digits of its SHA-256; "refused" stands for a template that raises."""
import hashlib, json, sys
import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment


def tojson(value, ensure_ascii=False, indent=None):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)


def refuse(message):
    raise jinja2.exceptions.TemplateError(message)


env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols])
env.filters["tojson"] = tojson
env.globals["raise_exception"] = refuse

path = sys.argv[1]
data = json.load(open(path, encoding="utf-8"))
for template in data["templates"]:
    compiled = env.from_string("\n".join(template["lines"]))
    template["expected"] = []
    for messages in data["conversations"]:
        for opens in (False, True):
            try:
                text = compiled.render(messages=messages, tools=None, documents=None, add_generation_prompt=opens, bos_token="<s>", eos_token="</s>", **template.get("arguments", {}))
                template["expected"].append(hashlib.sha256(text.encode()).hexdigest()[:16])
            except jinja2.exceptions.TemplateError as e:
                template["expected"].append("refused")
json.dump(data, open(path, "w", encoding="utf-8"), ensure_ascii=False, indent=1)
open(path, "a").write("\n")
