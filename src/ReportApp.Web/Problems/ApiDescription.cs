using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using ReportApp.Core.Model;

namespace ReportApp.Web.Problems;

/// <summary>The OpenAPI document: who may call, and the one shape of every refusal.</summary>
internal static class ApiDescription
{
    private const string Scheme = "bearer";

    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Unique Reports", Version = "1" };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.AddComponent<IOpenApiSecurityScheme>(Scheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Scheme });
            return Task.CompletedTask;
        });
        // Written by its own converter, which the generator cannot look into.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(YearMonth)) (schema.Type, schema.Pattern) = (JsonSchemaType.String, "^\\d{4}-\\d{2}$");
            if (context.JsonTypeInfo.Type == typeof(Money))
            {
                (schema.Type, schema.AdditionalPropertiesAllowed) = (JsonSchemaType.Object, false);
                schema.Required = new HashSet<string> { "amount", "currency" };
                schema.Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["amount"] = new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
                    ["currency"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "ISO 4217, upper case." },
                };
            }
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemAnswer), parameterDescription: null, cancellationToken);
            context.Document?.AddComponent(nameof(ProblemAnswer), problem);
            operation.Responses ??= [];
            operation.Responses["default"] = new OpenApiResponse
            {
                Description = "Refused",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemAnswer), context.Document) },
                },
            };
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any()) return;
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
        });
    });
}
