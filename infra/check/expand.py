"""Expands SAM templates as CloudFormation would, without AWS.

    expand.py REGION [NAME=VALUE ...] TEMPLATE ... > expanded.json

Prints one line of JSON for each template. The region decides the partition. Parameters that are
not given have their defaults. The code of a function, which the translator takes from S3 alone,
becomes s3://artifacts/ and the function's logical id with .zip.
"""

import json
import os
import sys

SECRETS = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
           "AWS_SESSION_TOKEN")


def offline(region):
    """Leaves the libraries nothing to call AWS with."""
    for name in SECRETS:
        os.environ.pop(name, None)
    os.environ.update(AWS_DEFAULT_REGION=region, AWS_EC2_METADATA_DISABLED="true",
                      AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull,
                      SAM_CLI_TELEMETRY="0")


def read(path):
    from samtranslator.yaml_helper import yaml_parse

    with open(path, encoding="utf-8") as file:
        return yaml_parse(file.read())


def values(template, given):
    """The value of every parameter that has one."""
    known = template.get("Parameters", {})
    for name in given:
        if name not in known:
            sys.exit(f"expand: the template has no parameter {name}")
    result = {}
    for name, definition in known.items():
        value = given.get(name, definition.get("Default"))
        if value is None:
            sys.exit(f"expand: parameter {name} has neither a value nor a default")
        allowed = definition.get("AllowedValues")
        if allowed and str(value) not in [str(one) for one in allowed]:
            sys.exit(f"expand: parameter {name}: {value!r} is not one of {allowed}")
        result[name] = value
    return result


def expand(path, given, session):
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator

    template = read(path)
    for name, resource in template["Resources"].items():
        code = resource.get("Properties", {}).get("CodeUri")
        if isinstance(code, str) and not code.startswith("s3://"):
            resource["Properties"]["CodeUri"] = f"s3://artifacts/{name}.zip"
    # The map of IAM's managed policies is empty: the template names none of them.
    translator = Translator({}, Parser(), boto_session=session)
    try:
        return translator.translate(template, values(template, given))
    except InvalidDocumentException as error:
        sys.exit("\n".join(f"expand: {path}: {cause.message}" for cause in error.causes))


def main():
    region, *words = sys.argv[1:]
    offline(region)
    import boto3

    session = boto3.Session(region_name=region)
    given = dict(word.split("=", 1) for word in words if "=" in word)
    for path in (word for word in words if "=" not in word):
        print(json.dumps(expand(path, given, session)))


if __name__ == "__main__":
    main()
